using Gateway.Policies.CanonicalRequest;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Policies.Forwarding;

/// <summary>The last request transform of every route: decides the address to send to, and refuses when it is not canonical.</summary>
/// <param name="queryTransforms">Some transform before this one may have changed the query; otherwise it is the request's own.</param>
/// <param name="headerTransforms">Some transform before this one may have put a part of the request into a header.</param>
internal sealed class OutgoingTargetTransform(bool queryTransforms, bool headerTransforms) : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var http = context.HttpContext;
        if (http.Response.StatusCode != 200) return default;
        var message = context.ProxyRequest;
        if (headerTransforms && OutgoingHeaders.Check(message) is { } badHeader)
        {
            ForwardingRefusal.Set(http, badHeader);
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
}
