using System.Net.Http.Headers;
using System.Text;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Policies.Forwarding;

/// <summary>The last request transform of every route: decides the address to send to, and refuses when it is not canonical.</summary>
/// <param name="queryTransforms">Some transform before this one may have changed the query; otherwise it is the request's own.</param>
/// <param name="headersFromPath">Some transform before this one puts a part of the path into a header.</param>
internal sealed class OutgoingTargetTransform(bool queryTransforms, bool headersFromPath = false) : RequestTransform
{
    private static readonly Rejection HeaderFromPath = new() { Status = 400, Title = "Bad request", Reason = "header-from-path" };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var http = context.HttpContext;
        if (http.Response.StatusCode != 200) return default;
        var message = context.ProxyRequest;
        if (headersFromPath && HasForeignText(message.Headers))
        {
            ForwardingRefusal.Set(http, HeaderFromPath);
            return default;
        }

        var encodedSlash = http.Features.Get<CanonicalTarget>() is { HasEncodedSlash: true };
        if (message.RequestUri is { } custom)
        {
            if (OutgoingTarget.CheckCustom(custom, encodedSlash) is { } refusal) ForwardingRefusal.Set(http, refusal);
            return default;
        }

        var query = queryTransforms ? context.Query.QueryString : http.Request.QueryString;
        var rejection = OutgoingTarget.Build(
            context.DestinationPrefix, context.Path.Value ?? "", query.Value ?? "", encodedSlash, out var uri);
        if (rejection is not null) ForwardingRefusal.Set(http, rejection);
        message.RequestUri = uri;
        return default;
    }

    // A path may have any character of UTF-8, a header may not: the HTTP client would fail, and a passive health check would take
    // the backend for broken because of what a stranger has sent.
    private static bool HasForeignText(HttpRequestHeaders headers)
    {
        foreach (var field in headers.NonValidated)
        {
            foreach (var value in field.Value)
                if (!Ascii.IsValid(value)) return true;
        }

        return false;
    }
}
