using Gateway.Policies.Authentication;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Pipeline;

/// <summary>Compiles effective policies into plans, in the order of <see cref="PolicyCatalog"/>.</summary>
/// <param name="services">The process-wide services that policies share; used now, never by a request.</param>
internal sealed class RoutePlanCompiler(IServiceProvider services)
{
    /// <exception cref="InvalidOperationException">A policy refuses options that its validator accepted.</exception>
    /// <param name="configuration">A configuration without errors.</param>
    /// <param name="generation">Counts the snapshots of this process from 1.</param>
    public GatewaySnapshot Compile(LoadedConfiguration configuration, int generation)
    {
        var gateway = configuration.File.Gateway;
        var served = ServedProxyConfig.Of(configuration, generation);
        var plans = new Dictionary<RouteConfig, RoutePlan>(ReferenceEqualityComparer.Instance);
        // YARP takes a cluster's name in any case; what is kept for a cluster has the name as it is configured.
        var clusters = new Dictionary<string, (string Name, ClusterEntry Entry)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, entry) in configuration.File.ReverseProxy.Clusters) clusters.TryAdd(name, (name, entry));
        var credentials = CredentialHeaders(gateway);
        foreach (var route in configuration.Routes)
        {
            var yarp = served.Routes[route.Id];
            var (name, cluster) = clusters[route.Route.ClusterId!];
            var compilation = new RouteCompilation(gateway, route.Id, yarp, services) { Effective = route.Policies.Options, Cluster = new(name, cluster) };
            plans.Add(yarp, Compile(compilation, route, cluster, credentials));
        }

        var unmatched = new RouteCompilation(gateway, RoutePlan.NoRoute, null, services)
        {
            Effective = configuration.Unmatched.Options,
        };
        return new(configuration, generation, Gate(configuration), plans, CompileUnmatched(unmatched), served);
    }

    private static string[] CredentialHeaders(GatewayOptions gateway) =>
        [.. gateway.ApiKeys.Values.Select(k => k.Header).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static RequestGate Gate(LoadedConfiguration configuration)
    {
        var gateway = configuration.File.Gateway;
        return new RequestGate(new RequestGateSettings
        {
            PublicHosts = gateway.PublicHosts,
            PublicPort = gateway.Https.PublicPort ?? gateway.Https.Port,
            TrustedProxies = gateway.TrustedProxies,
            Options = gateway.CanonicalRequest,
            CredentialHeaders = CredentialHeaders(gateway),
            Identity = IdentityHeaders.Of(configuration.Routes.SelectMany(r => r.Policies.Options.Values)),
            Profiles = [.. configuration.File.ReverseProxy.Clusters.Values.Select(c => c.BackendProfile)],
        });
    }

    private static RoutePlan Compile(RouteCompilation compilation, LoadedRoute route, ClusterEntry cluster, string[] credentials) => new()
    {
        RouteId = route.Id,
        PathTemplate = route.Route.Match.Path!,
        Cluster = route.Route.ClusterId,
        Route = compilation.Route,
        Timeout = route.Timeout,
        CredentialHeaders = credentials,
        BackendProfile = cluster.BackendProfile,
        ResponseHeadTimeout = cluster.Timeouts.ResponseHead,
        RequestStages = RequestStages(compilation, static _ => true),
        ResponseStages = ResponseStages(compilation),
    };

    private static RoutePlan CompileUnmatched(RouteCompilation compilation) => new()
    {
        RouteId = RoutePlan.NoRoute,
        PathTemplate = RoutePlan.NoRoute,
        RequestStages = RequestStages(compilation, static s => s.RunsUnmatched),
        ResponseStages = ResponseStages(compilation),
    };

    private static PlannedStage[] RequestStages(RouteCompilation compilation, Func<RequestStageEntry, bool> includes) =>
        [.. PolicyCatalog.RequestStages.Where(includes).Select(s => Plan(s, compilation)).OfType<PlannedStage>()];

    private static PlannedResponseStage[] ResponseStages(RouteCompilation compilation) =>
        [.. PolicyCatalog.ResponseStages.Select(s => Plan(s, compilation)).OfType<PlannedResponseStage>()];

    private static PlannedStage? Plan(RequestStageEntry entry, RouteCompilation compilation)
    {
        if (!compilation.Effective.TryGetValue(entry.Policy.Name, out var options) || options.Mode is PolicyMode.Off) return null;
        if (entry.Compile(options, compilation) is not { } stage) return null;
        var ends = options is { Mode: PolicyMode.Report, Until: { } until } && entry.Policy.DecidesAccess
            ? new DateTimeOffset(until.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : (DateTimeOffset?)null;
        return new(entry.Policy.Name, stage, options.RequestMode, entry.Policy.DecidesAccess, ends);
    }

    private static PlannedResponseStage? Plan(ResponseStageEntry entry, RouteCompilation compilation) =>
        compilation.Effective.TryGetValue(entry.Policy.Name, out var options) && options.Mode is not PolicyMode.Off
        && entry.Compile(options, compilation) is { } stage
            ? new(entry.Policy.Name, stage)
            : null;
}
