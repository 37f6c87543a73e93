using Gateway.SecLang.Actions;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Compile;

/// <summary>
/// Finds the rules that no request can reach: those behind gates such as <c>TX:DETECTION_PARANOIA_LEVEL "@lt 2"</c> whose variable every request has at the same value.
/// It follows the rules of all phases from the first one on with what is surely known of TX. Rules that cannot be reached are not run and not scanned for.
/// </summary>
/// <remarks>Phase 1 always runs first; phases 2 to 4 may be left out. Of phase 5, which also follows an interruption, nothing is assumed.</remarks>
internal sealed class GateFolder(TxNames names, Target[] exclusions, TxState initial)
{
    private readonly List<ulong[]> _removals = [];
    private readonly TxState?[] _starts = [null, initial, null, null, null, TxState.Nothing(names.Count)];

    /// <summary>Which steps of a phase can be reached. Called for phases 1 to 5 in order.</summary>
    public bool[] Fold(int phase, IReadOnlyList<PhaseStep> steps)
    {
        var reached = new bool[steps.Count];
        var arriving = new TxState?[steps.Count + 1];
        var state = _starts[phase]?.Copy();
        for (var at = 0; at < steps.Count; at++)
        {
            state = Merge(state, arriving[at]);
            if (state is null) continue;
            reached[at] = true;
            state = Follow(phase, steps, at, state, arriving);
        }

        state = Merge(state, arriving[steps.Count]);
        // A rule that always ends the phase leaves no state; what follows is then taken to start from nothing known.
        for (var next = phase + 1; next < 5; next++) Start(next, state ?? TxState.Nothing(names.Count));
        return reached;
    }

    private static TxState? Merge(TxState? one, TxState? other)
    {
        if (one is null) return other;
        if (other is not null) one.Join(other);
        return one;
    }

    private void Start(int phase, TxState state)
    {
        if (_starts[phase] is { } known) known.Join(state);
        else _starts[phase] = state.Copy();
    }

    /// <summary>The state with which the next step begins; null where it always jumps.</summary>
    private TxState? Follow(int phase, IReadOnlyList<PhaseStep> steps, int at, TxState before, TxState?[] arriving)
    {
        var (rule, skipTo) = steps[at];
        var after = before.Copy();
        var answer = Run(rule, after);
        if (answer == Answer.No) return before;
        foreach (var action in rule.Links.SelectMany(l => l.Actions))
            if (action is RemoveRules remove) _removals.Add(remove.Rules);
        if (rule.Disruption.Kind is DisruptionKind.AllowPhase or DisruptionKind.AllowRequest or DisruptionKind.Allow)
            for (var next = phase + 1; next < 5; next++) Start(next, after);
        if (answer == Answer.Perhaps || IsRemovable(rule)) after.Join(before);
        if (skipTo == 0) return after;
        arriving[skipTo] = Merge(after.Copy(), arriving[skipTo]);
        if (answer == Answer.Yes && !MayBeRemovedAlone(rule, steps, at, skipTo)) return null;
        if (answer == Answer.Yes) after.Join(before);
        return after;
    }

    private bool IsRemovable(Rule rule) => _removals.Exists(r => Has(r, rule.Index));

    /// <summary>Whether a <c>ctl</c> may remove the gate and not a rule that it guards.</summary>
    private bool MayBeRemovedAlone(Rule gate, IReadOnlyList<PhaseStep> steps, int at, int skipTo)
    {
        foreach (var removal in _removals)
        {
            if (!Has(removal, gate.Index)) continue;
            for (var i = at + 1; i < skipTo; i++)
                if (!Has(removal, steps[i].Rule.Index)) return true;
        }

        return false;
    }

    private static bool Has(ulong[] bits, int rule) => (bits[rule >> 6] >> (rule & 63) & 1) != 0;

    /// <summary>Whether the rule matches, and what it does to the state if so.</summary>
    private Answer Run(Rule rule, TxState state)
    {
        var answer = Answer.Yes;
        var acted = false;
        foreach (var link in rule.Links)
        {
            var linkAnswer = Ask(link, state, out var once);
            // A chain that surely fails has still run the actions of the links before.
            if (linkAnswer == Answer.No) return acted ? Answer.Perhaps : Answer.No;
            if (linkAnswer == Answer.Perhaps || MayExcludeTx(rule)) answer = Answer.Perhaps;
            acted |= link.Actions.Length > 0;
            foreach (var action in link.Actions)
            {
                if (action is not SetVariable set) continue;
                if (answer == Answer.Yes && once) state.Apply(set, names);
                else state.ApplyPerhaps(set, names);
            }
        }

        return answer;
    }

    /// <summary>Whether a <c>ctl</c> may take a TX target away from it.</summary>
    private bool MayExcludeTx(Rule rule) => Array.Exists(rule.Exclusions, e => exclusions[e].Collection == Collections.Collection.Tx);

    /// <summary>Whether a link matches; <paramref name="once"/>: its actions then run exactly once.</summary>
    private static Answer Ask(Link link, TxState state, out bool once)
    {
        once = link.Operator is null || link.Targets.Length == 1;
        if (link.Operator is null) return Answer.Yes;
        if (link.Pipeline.Node != 0 || link.MultiMatch) return Answer.Perhaps;
        var answer = Answer.No;
        foreach (var target in link.Targets)
        {
            var targetAnswer = Ask(link, target, state);
            if (targetAnswer == Answer.Yes) return Answer.Yes;
            if (targetAnswer == Answer.Perhaps) answer = Answer.Perhaps;
        }

        return answer;
    }

    private static Answer Ask(Link link, TargetPlan target, TxState state)
    {
        if (target.Source != TargetSource.TxSlot || target.Exclusions.Length > 0 || !state.TryGet(target.Slot, out var value)) return Answer.Perhaps;
        if (target.IsCount) value = value is null ? "0"u8.ToArray() : "1"u8.ToArray();
        if (value is null) return Answer.No;
        bool matches;
        if (link.Operator is CatalogOperator catalog)
        {
            if (state.Expand(catalog.Argument) is not { } argument) return Answer.Perhaps;
            matches = catalog.Inner.IsMatch(argument, value, out _);
        }
        else if (link.Operator is RegexOperator regex) matches = regex.Regex.IsMatch(value);
        else return Answer.Perhaps;
        return matches != link.Negated ? Answer.Yes : Answer.No;
    }

    private enum Answer : byte
    {
        No,
        Perhaps,
        Yes,
    }
}
