using Gateway.Policies.Configuration.Binding;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>What YARP's validation does not find about routes: unknown clusters and sets, foreign hosts, patterns that collide.</summary>
internal static class RouteChecks
{
    private const string Clusters = "ReverseProxy:Clusters";
    private const string Sets = "Gateway:PolicySets";

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(24);

    public static void Check(GatewayFile file, OptionsValidation validation)
    {
        var seen = new List<(string Id, RouteConfig Route, string Shape)>();
        foreach (var (id, entry) in file.ReverseProxy.Routes)
        {
            CheckReferences(id, entry, file, validation);
            CheckHosts(id, entry.Yarp, file.Gateway, validation);
            CheckTimeout(id, entry.Yarp, validation);
            ReservedMetadata.Check($"ReverseProxy:Routes:{id}", entry.Yarp.Metadata, validation);
            if (entry.Yarp.Match?.Path is not { Length: > 0 } path)
            {
                validation.Error($"ReverseProxy:Routes:{id}:Match:Path", "nothing", "a path pattern, e.g. \"/orders/{**rest}\"", ConfigErrorCode.MissingMember);
                continue;
            }

            if (RoutePattern.WithoutStars(path) is { } meant)
                validation.Warn(
                    $"ReverseProxy:Routes:{id}:Match:Path", $"\"{path}\", in which \"*\" is literal: it stands for nothing else",
                    $"\"{meant}\" for what may differ, or a path without \"*\"", ConfigErrorCode.Questionable);
            var shape = RoutePattern.Shape(path);
            foreach (var other in seen.Where(o => o.Shape == shape && Collide(o.Route, entry.Yarp)))
                validation.Error(
                    $"ReverseProxy:Routes:{id}:Match:Path", $"the same pattern as route {other.Id}",
                    "patterns, hosts, methods or Order that differ; a request could match both", ConfigErrorCode.Conflict);
            seen.Add((id, entry.Yarp, shape));
        }
    }

    private static void CheckReferences(string id, RouteEntry entry, GatewayFile file, OptionsValidation validation)
    {
        var clusters = file.ReverseProxy.Clusters.Keys;
        if (entry.Yarp.ClusterId is not { } cluster)
            validation.Error($"ReverseProxy:Routes:{id}:ClusterId", "nothing", NearestName.Reference(null, [.. clusters], Clusters), ConfigErrorCode.MissingMember);
        else if (!file.ReverseProxy.Clusters.ContainsKey(cluster) && !validation.IsInErrorAt($"{Clusters}:{cluster}"))
            validation.Error($"ReverseProxy:Routes:{id}:ClusterId", $"\"{cluster}\"", NearestName.Reference(cluster, [.. clusters], Clusters), ConfigErrorCode.UnknownReference);
        for (var i = 0; i < entry.PolicySets.Count; i++)
        {
            if (file.Gateway.PolicySets.ContainsKey(entry.PolicySets[i]) || validation.IsInErrorAt($"{Sets}:{entry.PolicySets[i]}")) continue;
            validation.Error(
                $"ReverseProxy:Routes:{id}:PolicySets[{i}]", $"\"{entry.PolicySets[i]}\"",
                NearestName.Reference(entry.PolicySets[i], [.. file.Gateway.PolicySets.Keys], Sets), ConfigErrorCode.UnknownReference);
        }
    }

    // A timer takes at most 49 days; a longer one would fail each request of the route.
    private static void CheckTimeout(string id, RouteConfig route, OptionsValidation validation)
    {
        if (route.Timeout is { } timeout && (timeout < TimeSpan.Zero || timeout > MaxTimeout))
            validation.Error($"ReverseProxy:Routes:{id}:Timeout", Duration.Format(timeout), "0s (no bound) to 24h", ConfigErrorCode.OutOfRange);
    }

    private static void CheckHosts(string id, RouteConfig route, GatewayOptions gateway, OptionsValidation validation)
    {
        if (route.Match?.Hosts is not { } hosts || validation.IsInErrorAt("Gateway:PublicHosts")) return;
        for (var i = 0; i < hosts.Count; i++)
        {
            var host = WithoutPort(hosts[i]);
            if (gateway.PublicHosts.Exists(p => Covers(p, host))) continue;
            validation.Error(
                $"ReverseProxy:Routes:{id}:Match:Hosts[{i}]", $"\"{hosts[i]}\"",
                "hosts in Gateway:PublicHosts; requests for others never arrive", ConfigErrorCode.UnknownReference);
        }
    }

    private static string WithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        // The colons within "[::1]" are the address's own.
        return colon > host.LastIndexOf(']') ? host[..colon] : host;
    }

    private static bool Covers(string publicHost, string host) =>
        string.Equals(publicHost, host, StringComparison.OrdinalIgnoreCase)
        || (publicHost.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(publicHost[1..], StringComparison.OrdinalIgnoreCase));

    // Routing prefers the lower Order, the route that lists methods or hosts, and the one with more header or query matchers.
    private static bool Collide(RouteConfig a, RouteConfig b) =>
        (a.Order ?? 0) == (b.Order ?? 0)
        && Overlap(a.Match.Hosts, b.Match.Hosts)
        && Overlap(a.Match.Methods, b.Match.Methods)
        && RouteMatchers.Overlap(a.Match, b.Match);

    // A route that lists nothing is less specific than one that does, and routing prefers the specific one.
    private static bool Overlap(IReadOnlyList<string>? a, IReadOnlyList<string>? b) =>
        (a is not { Count: > 0 } && b is not { Count: > 0 })
        || (a is { Count: > 0 } && b is { Count: > 0 } && a.Intersect(b, StringComparer.OrdinalIgnoreCase).Any());
}
