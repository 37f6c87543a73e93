using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Policies.Forwarding;

/// <summary>Stands in for transforms that cannot be built: sends nothing.</summary>
internal sealed class RefusingTransformer : HttpTransformer
{
    private static readonly Rejection NotBuilt = new() { Status = 503, Title = "Service unavailable", Reason = "transforms-not-built" };

    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        ForwardingRefusal.Set(httpContext, NotBuilt);
        return default;
    }
}
