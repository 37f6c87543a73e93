using System.Globalization;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>
/// Suggests an exclusion for a noisy rule: as narrow as what was seen, a target of the rule, never the rule itself unless what it looks at has no name. An attacker makes noise, too:
/// what few clients have caused is not suggested.
/// </summary>
internal static class ExclusionAdvice
{
    private const int MaxTargets = 8;

    /// <summary>Null where nothing is to be suggested.</summary>
    public static WafExclusion? For(RuleNoise noise, int minClients)
    {
        if (noise.Clients.Count < minClients) return null;
        var targets = noise.Targets.OrderByDescending(static t => t.Value).Select(static t => t.Key).Where(IsStable).Take(MaxTargets).ToList();
        return targets.Count == 0
            ? null
            : new WafExclusion
            {
                RuleIds = [noise.Rule.ToString(CultureInfo.InvariantCulture)],
                Targets = targets,
                Comment = string.Create(CultureInfo.InvariantCulture, $"{noise.Message}: {noise.Requests} requests of {noise.Clients.Count} clients"),
            };
    }

    // What rules compute, and names that were cut, exclude nothing.
    private static bool IsStable(string target) =>
        !target.StartsWith("TX:", StringComparison.Ordinal) && !target.StartsWith("MATCHED_VAR", StringComparison.Ordinal) && !target.EndsWith('…') && !target.Contains('|', StringComparison.Ordinal);
}
