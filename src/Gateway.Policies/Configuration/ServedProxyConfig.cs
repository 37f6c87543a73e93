using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>
/// Routes and clusters as YARP is given them. YARP changes clusters in place before it swaps endpoints, so that for some
/// milliseconds a request would meet old policies with new destinations. Therefore a cluster's internal id carries a hash of its content: a
/// changed cluster is a new one, which only the new endpoints know. And each route carries the generation, so that YARP, whose
/// equality ignores some members, rebuilds every endpoint with the plan of the same snapshot.
/// </summary>
internal sealed record ServedProxyConfig(FrozenDictionary<string, RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters)
{
    private const string GenerationKey = "Gateway:Generation";
    private const char Separator = '@';
    private const int HashDigits = 16;

    public static ServedProxyConfig Of(LoadedConfiguration configuration, int generation)
    {
        var ids = configuration.Clusters.ToDictionary(c => c.ClusterId, InternalId, StringComparer.OrdinalIgnoreCase);
        var routes = configuration.Routes.Select(r => r.Route with
        {
            ClusterId = ids[r.Route.ClusterId!],
            Metadata = new Dictionary<string, string>(r.Route.Metadata ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase)
            {
                [GenerationKey] = generation.ToString(CultureInfo.InvariantCulture),
            },
        });
        return new(
            routes.ToFrozenDictionary(r => r.RouteId, StringComparer.Ordinal),
            [.. configuration.Clusters.Select(c => c with { ClusterId = ids[c.ClusterId] })]);
    }

    /// <summary>What the configuration calls the cluster of an internal id: connections are shared by it, and it is what people are told.</summary>
    public static string NameOf(string internalId) => internalId.LastIndexOf(Separator) is var at and > 0 ? internalId[..at] : internalId;

    private static string InternalId(ClusterConfig cluster) =>
        $"{cluster.ClusterId}{Separator}{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(cluster)))[..HashDigits]}";
}
