using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Hosting;

/// <summary>Gives each endpoint that YARP makes its plan, and makes method lists work with CORS preflights and HTTP/2 WebSockets.</summary>
internal static class RouteEndpoints
{
    // Must not throw: YARP has already changed its clusters when it builds endpoints.
    public static void Configure(IEndpointConventionBuilder endpoint, RouteConfig route, RoutePlan? plan)
    {
        // Without a plan the middleware refuses the request.
        if (plan is not null) endpoint.WithMetadata(plan);
        if (route.Match.Methods is not { Count: > 0 } methods) return;
        endpoint.Add(builder =>
        {
            for (var i = builder.Metadata.Count - 1; i >= 0; i--)
                if (builder.Metadata[i] is HttpMethodMetadata) builder.Metadata.RemoveAt(i);
            builder.Metadata.Add(new HttpMethodMetadata(WithConnect(methods), acceptCorsPreflight: true));
        });
    }

    // RFC 8441: a WebSocket over HTTP/2 is a CONNECT where HTTP/1.1 has a GET. The gate refuses every other CONNECT.
    private static IEnumerable<string> WithConnect(IReadOnlyList<string> methods) =>
        methods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase) ? methods.Append(HttpMethods.Connect) : methods;
}
