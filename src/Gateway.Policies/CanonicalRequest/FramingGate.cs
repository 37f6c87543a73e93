using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Where does the request end (RFC 9112 section 6)? Kestrel refuses most of what is doubtful. This refuses what it repairs: a length
/// beside chunked coding, which it renames to X-Content-Length, and codings before "chunked", which it forgets.
/// </summary>
internal static class FramingGate
{
    public static Rejection? Inspect(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers;
        var coding = headers.TransferEncoding;
        if (coding.Count > 0)
        {
            var chunked = coding.Count == 1 && string.Equals(coding[0], "chunked", StringComparison.OrdinalIgnoreCase);
            if (!chunked || !HttpProtocol.IsHttp11(request.Protocol)) return CanonicalRejections.TransferEncoding;
            if (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length")) return CanonicalRejections.LengthAndEncoding;
        }

        // Kestrel looks at it when the body is read: by then the forwarder has sent a head to a backend for nothing.
        if (headers.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize) return CanonicalRejections.LengthTooLarge;

        var expect = headers.Expect;
        return expect.Count == 0 || (expect.Count == 1 && string.Equals(expect[0], "100-continue", StringComparison.OrdinalIgnoreCase))
            ? null
            : CanonicalRejections.Expectation;
    }
}
