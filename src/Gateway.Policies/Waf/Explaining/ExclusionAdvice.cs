using System.Globalization;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>
/// Suggests an exclusion for a noisy rule: as narrow as what was seen, a target of the rule, never the rule itself. An attacker makes noise, too: a target that few clients have
/// caused is not suggested, whatever others have caused at other targets of the rule.
/// </summary>
internal static class ExclusionAdvice
{
    private const int MaxTargets = 8;

    /// <summary>Null where nothing is to be suggested.</summary>
    public static WafExclusion? For(RuleNoise noise, int minClients)
    {
        var targets = noise.Targets
            .Where(t => t.Value.Clients.Count > 0 && t.Value.Clients.Count >= minClients && IsStable(t.Key))
            .OrderByDescending(static t => t.Value.Requests).ThenBy(static t => t.Key, StringComparer.Ordinal).Take(MaxTargets).ToList();
        if (targets.Count == 0) return null;
        var clients = targets.SelectMany(static t => t.Value.Clients).Distinct().Count();
        var seen = targets.Sum(static t => t.Value.Requests);
        return new WafExclusion
        {
            RuleIds = [noise.Rule.ToString(CultureInfo.InvariantCulture)],
            Targets = [.. targets.Select(static t => t.Key)],
            Comment = string.Create(CultureInfo.InvariantCulture, $"{noise.Message}: seen {seen} times, from {clients} clients"),
        };
    }

    // What rules compute, and names that were cut or cannot be said in an exclusion, exclude nothing.
    private static bool IsStable(string target) =>
        !target.StartsWith("TX:", StringComparison.Ordinal) && !target.StartsWith("MATCHED_VAR", StringComparison.Ordinal) && !target.EndsWith('…') && TargetShape.CanBeExcluded(target);
}
