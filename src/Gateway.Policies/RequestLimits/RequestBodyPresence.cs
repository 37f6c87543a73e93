using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.RequestLimits;

/// <summary>Whether a request carries a body, from its head alone.</summary>
internal static class RequestBodyPresence
{
    public static bool HasBody(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is { } length) return length > 0;
        if (request.Headers.TransferEncoding.Count > 0) return true;

        // HTTP/1.1 without either field has no body (RFC 9112 section 6.3); over HTTP/2 the frames say.
        return !HttpProtocol.IsHttp11(request.Protocol)
            && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
    }

    /// <summary>A WebSocket over HTTP/2 (RFC 8441): a tunnel, which is a GET to policies and has no body.</summary>
    public static bool IsTunnel(HttpContext context) =>
        HttpMethods.IsConnect(context.Request.Method)
        && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
