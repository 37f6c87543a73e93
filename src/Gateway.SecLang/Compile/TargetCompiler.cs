using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Compile;

/// <summary>Makes a plan of a target list: exclusions go to the targets that stand before them, as ModSecurity applies them.</summary>
internal sealed class TargetCompiler(TxNames txNames, DfaBudget automata, Diagnostics diagnostics)
{
    public TargetPlan[] Compile(IReadOnlyList<Target> targets, SourcePosition position)
    {
        var plans = new List<TargetPlan>();
        for (var i = 0; i < targets.Count; i++)
        {
            var target = targets[i];
            if (target.IsExclusion) continue;
            var exclusions = targets.Skip(i + 1).Where(t => t.IsExclusion && t.Collection == target.Collection).Select(t => t.Selector).ToArray();
            // A count stands for itself: the names that it counts are not its own.
            if (target.IsCount) exclusions = [];
            if (exclusions.Any(e => e.IsAll || (e.Pattern is null && target.Selector.Pattern is null && e.IsSame(target.Selector)))) continue;
            plans.Add(Plan(target, exclusions, position));
        }

        return [.. plans];
    }

    private TargetPlan Plan(Target target, Selector[] exclusions, SourcePosition position)
    {
        target.Selector.Pattern?.Share(automata);
        foreach (var exclusion in exclusions) exclusion.Pattern?.Share(automata);
        var isSlot = target.Collection == Collection.Tx && target.Selector is { IsAll: false, Pattern: null };
        var source = target.Collection switch
        {
            Collection.Tx => isSlot ? TargetSource.TxSlot : TargetSource.Tx,
            Collection.Ip or Collection.Global => TargetSource.Persistent,
            Collection.MatchedVars or Collection.MatchedVarsNames => TargetSource.Matched,
            Collection.Rule => TargetSource.Rule,
            Collection.Geo or Collection.MscPcreError or Collection.MscPcreLimitsExceeded => TargetSource.Nothing,
            _ => Scalars.IsComputed(target.Collection) ? TargetSource.Scalar : TargetSource.Table,
        };
        if (source == TargetSource.Nothing) diagnostics.WarnOnce(position, $"{CollectionNames.Text(target.Collection)} never has a value here.");
        return new TargetPlan(source, target.Collection, target.Selector, target.IsCount, isSlot ? txNames.SlotOf(target.Selector.Text) : -1, exclusions);
    }
}
