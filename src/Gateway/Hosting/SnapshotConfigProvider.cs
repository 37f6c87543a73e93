using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Hosting;

/// <summary>Hands the current snapshot's routes and clusters to YARP. Never throws: YARP would poll instead of listening (yarp#2791).</summary>
internal sealed class SnapshotConfigProvider(GatewaySnapshot initial, UnmatchedPlan unmatched) : IProxyConfigProvider
{
    private volatile Current _current = Create(initial, unmatched);

    /// <summary>The snapshot that serves.</summary>
    public GatewaySnapshot Snapshot => _current.Snapshot;

    public IProxyConfig GetConfig() => _current;

    /// <summary>The plan of a route, by the instance that YARP was given, so that plan and route always come from one snapshot.</summary>
    public RoutePlan? PlanOf(RouteConfig route) => _current.Snapshot.Plans.GetValueOrDefault(route);

    private static Current Create(GatewaySnapshot snapshot, UnmatchedPlan unmatched)
    {
        unmatched.Current = snapshot.Unmatched;
        return new Current(snapshot);
    }

    private sealed class Current(GatewaySnapshot snapshot) : IProxyConfig
    {
        public GatewaySnapshot Snapshot { get; } = snapshot;

        public IReadOnlyList<RouteConfig> Routes => Snapshot.Routes;

        public IReadOnlyList<ClusterConfig> Clusters => Snapshot.Configuration.Clusters;

        public IChangeToken ChangeToken { get; } = new CancellationChangeToken(CancellationToken.None);
    }
}
