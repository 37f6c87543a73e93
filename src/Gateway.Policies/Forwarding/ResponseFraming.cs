using System.Net;
using Microsoft.Net.Http.Headers;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// Where does a backend's answer end (RFC 9112 section 6.3)? The HTTP client refuses most of what is doubtful. This adds what it lets through:
/// codings other than "chunked", which would be forwarded as if they were none, and a length where no content may follow.
/// </summary>
internal static class ResponseFraming
{
    /// <summary>Makes the answer forwardable, or throws what becomes 502.</summary>
    /// <exception cref="IOException">The end of the answer has two readings.</exception>
    public static void Check(HttpResponseMessage response)
    {
        if (response.Headers.NonValidated.TryGetValues(HeaderNames.TransferEncoding, out var coding)
            && (coding.Count != 1 || !string.Equals(coding.ToString(), "chunked", StringComparison.OrdinalIgnoreCase)))
            throw new IOException("The backend's Transfer-Encoding is something else than \"chunked\".");

        // RFC 9110 section 8.6: a 204 has no length. The server would wait for the content, find none and fail with 500.
        if (response.StatusCode == HttpStatusCode.NoContent) response.Content.Headers.Remove(HeaderNames.ContentLength);
    }
}
