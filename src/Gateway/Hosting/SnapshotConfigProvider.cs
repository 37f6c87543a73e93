using Gateway.Policies.Configuration;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Hosting;

/// <summary>Hands the current snapshot's routes and clusters to YARP. Never throws: YARP would poll instead of listening (yarp#2791).</summary>
internal sealed class SnapshotConfigProvider(CurrentSnapshot snapshots) : IProxyConfigProvider
{
    public IProxyConfig GetConfig() => new Served(snapshots.Value);

    private sealed class Served(GatewaySnapshot snapshot) : IProxyConfig
    {
        public IReadOnlyList<RouteConfig> Routes => snapshot.Routes;

        public IReadOnlyList<ClusterConfig> Clusters => snapshot.Configuration.Clusters;

        public IChangeToken ChangeToken { get; } = new CancellationChangeToken(CancellationToken.None);
    }
}
