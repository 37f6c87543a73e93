using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// An HTTP/2 request of length 0 whose stream is still open (RFC 9113 section 8.1.1): content may follow, and then the request is malformed.
/// Its head alone is a complete request to an HTTP/1.1 backend, which would have run it by then. So its end is awaited.
/// </summary>
internal static class PromisedEnd
{
    private static readonly Rejection Broken = new() { Status = 400, Title = "Bad request", Reason = "framing-length-and-content" };

    public static bool IsOpen(HttpContext context) =>
        context.Request.ContentLength == 0
        && HttpProtocol.IsHttp2(context.Request.Protocol)
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>Waits for the end; what comes in its place is a refusal.</summary>
    public static async ValueTask AwaitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var read = 1;
        try
        {
            read = await context.Request.Body.ReadAsync(new byte[1], cancellationToken);
        }
        catch (IOException)
        {
            // The server has reset the stream for what came.
        }

        if (read > 0) ForwardingRefusal.Set(context, Broken);
    }
}
