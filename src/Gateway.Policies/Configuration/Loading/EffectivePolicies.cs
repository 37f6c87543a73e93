using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Configuration;

/// <summary>
/// Makes the effective policies of a route: the JSON Merge Patch (RFC 7396) of Gateway:Policies, each of its sets in order, and its
/// own policies, bound and validated.
/// </summary>
internal sealed class EffectivePolicies(GatewayOptions gateway, ConfigBinder binder, ConfigErrors errors, TimeProvider time)
{
    /// <summary>Merges, binds and validates. Policies that could not be bound are missing from the result; the errors say why.</summary>
    public RoutePolicies ForRoute(RouteEntry route, ConfigNode node)
    {
        var merged = Merge(route, node);
        // Also what the merge drops: a misspelt name set to null removes nothing, and nobody would see it. What was not merged is checked as a whole below.
        if (!ReferenceEquals(merged, route.Policies)) CheckFragment(route.Policies);
        var options = Bind(merged, errors);
        foreach (var (name, bound) in options) Validate(name, bound, merged.Find(name)!.Value);
        // Reported at the route: where its policies come from may be fine for other routes, and the same finding is kept once.
        var atRoute = new ConfigObject(node.Location, $"{node.Path}:Policies", route.Policies?.Members ?? []);
        foreach (var member in merged.Members)
            if (errors.Explain(member.Value.Path, member.Value)) errors.Excuse($"{atRoute.Path}:{Meant(member.Name)}");
        AccessRules.Check(options, new OptionsValidation(gateway, atRoute, errors));
        DocumentAccessRules.Check(options, new OptionsValidation(gateway, atRoute, errors));
        return new(merged, options);
    }

    /// <summary>The policies of every route alone, for requests without a route; what is completed by sets or routes only is left out.</summary>
    public RoutePolicies ForUnmatched()
    {
        var node = Inherited(new ConfigLocation("", 0, 0));
        var options = new Dictionary<string, PolicyOptions>(StringComparer.Ordinal);
        foreach (var policy in PolicyCatalog.Policies)
        {
            if (node.Find(policy.Name)?.Value is not ConfigObject member) continue;
            var findings = new ConfigErrors();
            var bound = (PolicyOptions?)binder.Bind(policy.OptionsType, member, findings);
            if (bound is null || findings.Any) continue;
            policy.Validate(bound, new OptionsValidation(gateway, member, findings));
            if (!findings.Any) options.Add(policy.Name, bound);
        }

        return new(node, options);
    }

    /// <summary>Checks a group of policies that may be completed elsewhere: names, types and ranges, but not what is missing.</summary>
    public void CheckFragment(ConfigObject? fragment)
    {
        if (fragment is null) return;
        foreach (var member in fragment.Members)
        {
            if (Find(member) is not { } policy || member.Value is ConfigScalar { Kind: ConfigScalarKind.Null }) continue;
            binder.Bind(policy.OptionsType, member.Value, errors, partial: true);
        }
    }

    private ConfigObject Merge(RouteEntry route, ConfigNode node)
    {
        ConfigNode merged = Inherited(node.Location);
        foreach (var name in route.PolicySets)
        {
            if (gateway.PolicySets.TryGetValue(name, out var set)) merged = Layer(merged, set);
        }

        if (route.Policies is { } own) merged = Layer(merged, own);
        return (ConfigObject)merged;
    }

    private ConfigNode Layer(ConfigNode target, ConfigObject patch)
    {
        LooseningCheck.Warn((ConfigObject)target, patch, errors);
        return MergePatch.Apply(target, patch);
    }

    private Dictionary<string, PolicyOptions> Bind(ConfigObject merged, ConfigErrors findings)
    {
        var options = new Dictionary<string, PolicyOptions>(StringComparer.Ordinal);
        foreach (var member in merged.Members)
        {
            if (Find(member) is { } policy && binder.Bind(policy.OptionsType, member.Value, findings) is PolicyOptions bound)
                options.Add(policy.Name, bound);
        }

        return options;
    }

    private void Validate(string name, PolicyOptions options, ConfigNode node)
    {
        var policy = PolicyCatalog.Policies.First(p => string.Equals(p.Name, name, StringComparison.Ordinal));
        var validation = new OptionsValidation(gateway, node, errors);
        ModeRules.Check(policy, options, validation, time);
        policy.Validate(options, validation);
    }

    private Policy? Find(ConfigMember member)
    {
        foreach (var policy in PolicyCatalog.Policies)
            if (string.Equals(policy.Name, member.Name, StringComparison.Ordinal)) return policy;
        // Nothing else is wrong with what holds it: a route without Authentication is told of that, too, unless that is what was misspelt.
        errors.Excuse(member.Value.Path);
        errors.AddFinding(new ConfigError(
            ConfigErrorCode.UnknownMember, member.NameLocation, member.Value.Path, $"\"{member.Name}\"",
            NearestName.Allowed(member.Name, [.. PolicyCatalog.Policies.Select(p => p.Name)])));
        return null;
    }

    private static string Meant(string name) => NearestName.Find(name, PolicyCatalog.Policies.Select(static p => p.Name)) ?? name;

    // A patch like the others: null means nothing there.
    private ConfigObject Inherited(ConfigLocation location)
    {
        var empty = new ConfigObject(location, "Gateway:Policies", []);
        return gateway.Policies is { } policies ? (ConfigObject)MergePatch.Apply(empty, policies) : empty;
    }
}
