using Gateway.Policies.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Pipeline;

/// <summary>What a policy gets to compile its stages for one route. Dependency injection is for this moment only, never for a request.</summary>
/// <param name="Gateway">The options of the whole gateway.</param>
/// <param name="RouteId">The route's name; "(unmatched)" for the plan of requests that match no route.</param>
/// <param name="Route">YARP's route; null for the plan of requests that match no route.</param>
/// <param name="Services">The process-wide services: time, events, stores. They survive reloads.</param>
public sealed record RouteCompilation(GatewayOptions Gateway, string RouteId, RouteConfig? Route, IServiceProvider Services)
{
    /// <summary>The effective options of another policy of this route (Authentication needs none, CORS is read by the WebSocket origin check).</summary>
    public required IReadOnlyDictionary<string, PolicyOptions> Effective { get; init; }

    /// <summary>The route's cluster; null for the plan of requests that match no route.</summary>
    public CompiledCluster? Cluster { get; init; }
}

/// <summary>The cluster of a route that is compiled.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Entry">What the configuration says of it.</param>
public sealed record CompiledCluster(string Name, ClusterEntry Entry);
