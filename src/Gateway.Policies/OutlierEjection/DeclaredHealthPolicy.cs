using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Policies.OutlierEjection;

/// <summary>A name for YARP's validation of a configuration that nothing serves yet.</summary>
/// <param name="name">The policy's name.</param>
internal sealed class DeclaredHealthPolicy(string name) : IPassiveHealthCheckPolicy
{
    public string Name => name;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        // Nothing is proxied.
    }
}
