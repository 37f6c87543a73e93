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
    public GatewaySnapshot Compile(LoadedConfiguration configuration)
    {
        var gateway = configuration.File.Gateway;
        var plans = new Dictionary<RouteConfig, RoutePlan>(ReferenceEqualityComparer.Instance);
        foreach (var route in configuration.Routes)
        {
            var compilation = new RouteCompilation(gateway, route.Id, route.Route, services) { Effective = route.Policies.Options };
            var cluster = configuration.File.ReverseProxy.Clusters[route.Route.ClusterId!];
            plans.Add(route.Route, Compile(compilation, route.Route.Match.Path!, route.Timeout, cluster.BackendProfile, static _ => true));
        }

        var unmatched = new RouteCompilation(gateway, RoutePlan.NoRoute, null, services)
        {
            Effective = configuration.Unmatched.Options,
        };
        return new(configuration, Gate(configuration), plans, Compile(unmatched, RoutePlan.NoRoute, null, BackendProfile.Strict, static s => s.RunsUnmatched));
    }

    private static RequestGate Gate(LoadedConfiguration configuration)
    {
        var gateway = configuration.File.Gateway;
        return new RequestGate(new RequestGateSettings
        {
            PublicHosts = gateway.PublicHosts,
            PublicPort = gateway.Https.PublicPort ?? gateway.Https.Port,
            TrustedProxies = gateway.TrustedProxies,
            Options = gateway.CanonicalRequest,
            CredentialHeaders = [.. gateway.ApiKeys.Values.Select(k => k.Header).Distinct(StringComparer.OrdinalIgnoreCase)],
            Identity = IdentityHeaders.Of(configuration.Routes.SelectMany(r => r.Policies.Options.Values)),
            Profiles = [.. configuration.File.ReverseProxy.Clusters.Values.Select(c => c.BackendProfile)],
        });
    }

    private static RoutePlan Compile(
        RouteCompilation compilation, string template, TimeSpan? timeout, BackendProfile profile, Func<RequestStageEntry, bool> includes) => new()
        {
            RouteId = compilation.RouteId,
            PathTemplate = template,
            Route = compilation.Route,
            Timeout = timeout,
            BackendProfile = profile,
            RequestStages = [.. PolicyCatalog.RequestStages.Where(includes).Select(s => Plan(s, compilation)).OfType<PlannedStage>()],
            ResponseStages = [.. PolicyCatalog.ResponseStages.Select(s => Plan(s, compilation)).OfType<PlannedResponseStage>()],
        };

    private static PlannedStage? Plan(RequestStageEntry entry, RouteCompilation compilation)
    {
        if (!compilation.Effective.TryGetValue(entry.Policy.Name, out var options) || options.Mode is PolicyMode.Off) return null;
        if (entry.Compile(options, compilation) is not { } stage) return null;
        var ends = options is { Mode: PolicyMode.Report, Until: { } until } && entry.Policy.DecidesAccess
            ? new DateTimeOffset(until.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : (DateTimeOffset?)null;
        return new(entry.Policy.Name, stage, options.Mode, entry.Policy.DecidesAccess, ends);
    }

    private static PlannedResponseStage? Plan(ResponseStageEntry entry, RouteCompilation compilation) =>
        compilation.Effective.TryGetValue(entry.Policy.Name, out var options) && options.Mode is not PolicyMode.Off
        && entry.Compile(options, compilation) is { } stage
            ? new(entry.Policy.Name, stage)
            : null;
}
