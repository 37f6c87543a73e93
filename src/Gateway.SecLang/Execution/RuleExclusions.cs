using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;
using Gateway.SecLang.Parsing;

namespace Gateway.SecLang.Execution;

/// <summary>
/// Exclusions from outside the rules, bound to one rule set, so that many users of it have each their own. Immutable; given to each transaction by <see cref="Controls.Use"/>.
/// They can only take away: a rule that could not be reached is not there to be let in by the removal of the one that guards it.
/// </summary>
internal sealed class RuleExclusions
{
    private readonly Target[]?[] _targets;

    private RuleExclusions(ulong[] removed, Target[]?[] targets) => (Removed, _targets) = (removed, targets);

    /// <summary>The rules that are not run, as bits of their indexes.</summary>
    public ulong[] Removed { get; }

    public static RuleExclusions Bind(RuleSet rules, IEnumerable<RuleExclusion> exclusions)
    {
        var removed = new ulong[(rules.RuleCount + 63) / 64];
        var targets = new Target[]?[rules.RuleCount];
        foreach (var exclusion in exclusions)
        {
            var meant = exclusion.Targets.SelectMany(Expand).ToArray();
            foreach (var rule in rules.Rules)
            {
                if (!exclusion.Means(rule)) continue;
                if (meant.Length == 0) removed[rule.Index >> 6] |= 1UL << (rule.Index & 63);
                else targets[rule.Index] = [.. targets[rule.Index] ?? [], .. meant];
            }
        }

        return new RuleExclusions(removed, targets);
    }

    public bool Names(int rule) => _targets[rule] is not null;

    /// <param name="rule">The rule's index.</param>
    /// <param name="collection">What it looks at.</param>
    /// <param name="name">The value's name.</param>
    /// <param name="place">Its place, where it is out of JSON: a parameter of the query can be given the name of one, but not the place.</param>
    public bool IsExcluded(int rule, Collection collection, ReadOnlySpan<byte> name, ReadOnlySpan<byte> place)
    {
        foreach (var target in _targets[rule] ?? [])
        {
            if (target.Collection != collection) continue;
            if (target.IsJsonPlace ? !place.IsEmpty && target.Selector.Matches(place) : target.Selector.Matches(name)) return true;
        }

        return false;
    }

    /// <summary>ARGS is also what came in the query and what came in the body.</summary>
    private static IEnumerable<Target> Expand(Target target) => target.Collection switch
    {
        Collection.Args => [target, target with { Collection = Collection.ArgsGet }, target with { Collection = Collection.ArgsPost }],
        Collection.ArgsNames => [target, target with { Collection = Collection.ArgsGetNames }, target with { Collection = Collection.ArgsPostNames }],
        _ => [target],
    };
}
