namespace Gateway.Policies.RateLimit;

/// <summary>
/// The values of RateLimit-Policy for the combinations of tiers that requests of a stage come with: put together when one is first seen,
/// kept for the next.
/// </summary>
internal sealed class PolicyFields
{
    // A stage with more combinations makes the field for every request.
    private const int MaxKept = 256;
    private readonly int[] _strides;
    private readonly Kept?[]? _kept;

    public PolicyFields(PlannedRule[] rules)
    {
        _strides = new int[rules.Length];
        var combinations = 1L;
        for (var i = 0; i < rules.Length && combinations <= MaxKept; i++)
        {
            _strides[i] = (int)combinations;
            combinations *= rules[i].Tiers + 1;
        }

        if (combinations <= MaxKept) _kept = new Kept?[combinations];
    }

    /// <summary>The items of the rules that a request is held to, behind those of the stage before; null when there are none.</summary>
    /// <param name="rules">All rules of the stage.</param>
    /// <param name="tiers">What the request is held to, in the rules' order; exempt ones are left out.</param>
    /// <param name="earlier">The field as the stage before made it; null without one.</param>
    public string? For(PlannedRule[] rules, ReadOnlySpan<RuleTier> tiers, string? earlier)
    {
        if (_kept is null) return Make(tiers, earlier);
        var index = 0;
        var next = 0;
        for (var i = 0; i < rules.Length && next < tiers.Length; i++)
            if (ReferenceEquals(tiers[next].Rule, rules[i])) index += _strides[i] * (tiers[next++].Number + 1);
        // The stage before keeps its values, too: the same combination brings the same string. A race makes one twice; either may stay.
        if (_kept[index] is { } kept && ReferenceEquals(kept.Earlier, earlier)) return kept.Value;
        var made = new Kept(earlier, Make(tiers, earlier));
        _kept[index] = made;
        return made.Value;
    }

    private static string? Make(ReadOnlySpan<RuleTier> tiers, string? earlier)
    {
        List<string> items = earlier is null ? [] : [earlier];
        foreach (var tier in tiers)
            if (tier.Bucket.IsPerClient) items.Add(tier.Headers.PolicyItem);
        return items.Count == 0 ? null : string.Join(", ", items);
    }

    private sealed record Kept(string? Earlier, string? Value);
}
