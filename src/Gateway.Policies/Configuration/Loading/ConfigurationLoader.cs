using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Configuration.Reading;
using Gateway.Policies.WebSocket;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>What a load found: the configuration when it is valid, and every finding in any case.</summary>
internal sealed record LoadResult(LoadedConfiguration? Configuration, IReadOnlyList<ConfigError> Findings)
{
    /// <summary>Full paths of the files and directories that were looked at, also when the load failed: what a watcher watches.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public IEnumerable<ConfigError> Errors => Findings.Where(static f => f.Severity is ConfigSeverity.Error);

    public IEnumerable<ConfigError> Warnings => Findings.Where(static f => f.Severity is ConfigSeverity.Warning);
}

/// <summary>
/// Loads a configuration without side effects: (1) reads the tree, (2) binds it, (3) makes each route's effective policies,
/// (4) checks what concerns several members, (5) asks YARP. All findings are reported at once.
/// </summary>
internal sealed class ConfigurationLoader(
    ConfigInterpolation interpolation, IEnumerable<IConfigurationCheck> checks, IConfigValidator yarp, TimeProvider time)
{
    /// <summary>How configuration members are bound; shared with the schema, so that both always agree.</summary>
    public static ConfigBinderOptions BinderOptions { get; } = YarpFields.BinderOptions;

    public async Task<LoadResult> LoadAsync(string path)
    {
        var errors = new ConfigErrors();
        var document = ConfigReader.Read(path, errors, interpolation);
        IReadOnlyList<string> files = [.. document.Files, .. document.Directories];
        if (document.Root is not { } root) return new(null, errors.Sorted()) { Files = files };
        var hidden = new InterpolatedValues(root);
        var binder = new ConfigBinder(BinderOptions);
        if (binder.Bind<GatewayFile>(root, errors) is not { } file) return new(null, hidden.HideIn(errors.Sorted())) { Files = files };

        var validation = new OptionsValidation(file.Gateway, root, errors);
        var effective = new EffectivePolicies(file.Gateway, binder, errors, time);
        effective.CheckFragment(file.Gateway.Policies);
        foreach (var set in file.Gateway.PolicySets.Values) effective.CheckFragment(set);

        var routes = Routes(file, root, effective);
        files = [.. files, .. ReferredFiles.Of(routes.Select(static r => r.Policies))];
        var clusters = file.ReverseProxy.Clusters.Select(c => Cluster(c.Key, c.Value)).ToList();
        RouteChecks.Check(file, validation);
        RouteTransforms.Check(file, IdentityHeaders.Of(routes.SelectMany(static r => r.Policies.Options.Values)), validation);
        ClusterChecks.Check(file, validation);
        WebSocketChecks.Check(routes, file, validation);
        foreach (var check in checks) check.Check(file, validation);
        await YarpChecks.CheckAsync(yarp, routes, clusters, validation);

        var findings = hidden.HideIn(errors.Sorted());
        if (errors.Any) return new(null, findings) { Files = files };
        var shown = ConfigPrinter.ToJson(root, binder.Secrets.Contains);
        return new(new(document, file, routes, clusters, effective.ForUnmatched(), shown), findings) { Files = files };
    }

    private static ClusterConfig Cluster(string id, ClusterEntry entry)
    {
        var metadata = new Dictionary<string, string>(entry.Yarp.Metadata ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in entry.BackendTls.ToMetadata()) metadata[name] = value;
        foreach (var (name, value) in entry.Timeouts.ToMetadata()) metadata[name] = value;
        var cluster = entry.Yarp with { ClusterId = id, Metadata = metadata };
        return entry.OutlierEjection is { } ejection ? ejection.ApplyTo(cluster, metadata) : cluster;
    }

    private static List<LoadedRoute> Routes(GatewayFile file, ConfigObject root, EffectivePolicies effective)
    {
        var nodes = (root.Find("ReverseProxy")?.Value as ConfigObject)?.Find("Routes")?.Value as ConfigObject;
        var routes = new List<LoadedRoute>();
        foreach (var (id, entry) in file.ReverseProxy.Routes)
        {
            var timeout = entry.Yarp.Timeout ?? file.Gateway.Limits.RequestTimeout;
            // Timeout is ours: YARP would only pass it on to a middleware that we do not use.
            var route = entry.Yarp with { RouteId = id, Timeout = null, Match = entry.Yarp.Match ?? new RouteMatch() };
            var node = nodes?.Find(id)?.Value ?? root;
            routes.Add(new(route, timeout == TimeSpan.Zero ? null : timeout, effective.ForRoute(entry, node), node));
        }

        return routes;
    }
}
