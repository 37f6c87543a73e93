using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.Configuration.Reading;
using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>A configuration that was read, bound and checked, but not compiled: nothing in it needs a running process.</summary>
/// <param name="Document">The tree and the files that it was read from.</param>
/// <param name="File">The bound file.</param>
/// <param name="Routes">The routes with their effective policies, in the order of the file.</param>
/// <param name="Clusters">YARP's clusters.</param>
/// <param name="Unmatched">The policies of every route that also apply to requests without a route.</param>
/// <param name="Shown">The configuration as JSON, with secrets and what came from outside redacted.</param>
internal sealed record LoadedConfiguration(
    ConfigDocument Document,
    GatewayFile File,
    IReadOnlyList<LoadedRoute> Routes,
    IReadOnlyList<ClusterConfig> Clusters,
    RoutePolicies Unmatched,
    string Shown)
{
    private const int HashDigits = 16;

    /// <summary>Names the configuration: equal on all replicas that have the same one. Secrets do not go into it, so that it gives nothing away.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Shown)))[..HashDigits];
}

/// <summary>A route with its effective policies.</summary>
/// <param name="Route">YARP's route without the members that the gateway handles itself.</param>
/// <param name="Timeout">Total time of a request; null for no bound.</param>
/// <param name="Policies">The effective policies.</param>
/// <param name="Node">Where the route stands in the file.</param>
internal sealed record LoadedRoute(RouteConfig Route, TimeSpan? Timeout, RoutePolicies Policies, ConfigNode Node)
{
    public string Id => Route.RouteId;
}

/// <summary>Effective policies: the merged tree (each value knows where it came from) and the options bound from it, by policy name.</summary>
internal sealed record RoutePolicies(ConfigObject Node, IReadOnlyDictionary<string, PolicyOptions> Options);
