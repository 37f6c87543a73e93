using Gateway.SecLang.Actions;
using Gateway.SecLang.Model;
using Gateway.SecLang.Parsing;

namespace Gateway.SecLang.Compile;

/// <summary>
/// Resolves at load which rules each <c>ctl</c> exclusion means. Exclusions that mean the same targets of the same rules share a number.
/// </summary>
internal sealed class ExclusionCompiler(IReadOnlyList<RuleDraft> rules)
{
    private readonly List<Target> _targets = [];
    private readonly Dictionary<(string Filter, string Target), int> _known = [];
    private readonly List<int>[] _perRule = [.. rules.Select(_ => new List<int>())];

    /// <summary>The targets, by the number of the exclusion.</summary>
    public Target[] Targets => [.. _targets];

    public int[] Of(int rule) => [.. _perRule[rule]];

    public void Bind()
    {
        foreach (var action in rules.SelectMany(r => r.Links).SelectMany(l => l.Actions))
        {
            if (action is RemoveRules remove) remove.Bind(Bits(remove.Filter));
            else if (action is RemoveTargets exclusion) exclusion.Bind(Number(exclusion));
        }
    }

    private ulong[] Bits(RuleFilter filter)
    {
        var bits = new ulong[(rules.Count + 63) / 64];
        for (var i = 0; i < rules.Count; i++)
            if (filter.Matches(rules[i])) bits[i >> 6] |= 1UL << (i & 63);
        return bits;
    }

    private int Number(RemoveTargets exclusion)
    {
        var key = (exclusion.Filter.Text, exclusion.Target.Display);
        if (_known.TryGetValue(key, out var number)) return number;
        var meant = Enumerable.Range(0, rules.Count).Where(i => exclusion.Filter.Matches(rules[i])).ToList();
        number = meant.Count == 0 ? -1 : _targets.Count;
        _known.Add(key, number);
        if (number < 0) return number;
        _targets.Add(exclusion.Target);
        foreach (var rule in meant) _perRule[rule].Add(number);
        return number;
    }
}
