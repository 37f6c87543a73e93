using System.Buffers.Text;
using System.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>Runs one link over its targets: every value that the operator accepts runs the link's actions at once.</summary>
internal sealed class LinkEvaluator(Transaction transaction)
{
    private readonly ValueTable _values = transaction.Values;
    private readonly TransformCache _cache = transaction.Cache;
    private Rule _rule = null!;
    private Link _link = null!;
    private bool _mayExclude;
    private bool _matched;

    /// <summary>Whether at least one value matched.</summary>
    public bool Evaluate(Rule rule, Link link)
    {
        if (link.Operator is null)
        {
            foreach (var action in link.Actions) action.Execute(transaction);
            return true;
        }

        _rule = rule;
        _link = link;
        _mayExclude = transaction.Controls.MayExclude(rule);
        _matched = false;
        foreach (var target in link.Targets)
        {
            if (target.IsCount) EvaluateCount(target);
            else EvaluateTarget(target);
        }

        return _matched;
    }

    private void EvaluateTarget(TargetPlan target)
    {
        switch (target.Source)
        {
            case TargetSource.Table:
                EvaluateTable(target);
                break;
            case TargetSource.TxSlot:
                if (transaction.Tx.IsSet(target.Slot)) EvaluateLoose(target, transaction.Tx.NameOf(target.Slot), transaction.Tx.TextOf(target.Slot));
                break;
            case TargetSource.Tx:
                // Variables that this link's own actions make do not count: a rule that feeds itself would never end.
                for (int place = 0, count = transaction.Tx.Count; place < count; place++)
                    if (transaction.Tx.IsSet(place)) EvaluateNamed(target, transaction.Tx.NameOf(place), transaction.Tx.TextOf(place));
                break;
            case TargetSource.Persistent:
                foreach (var (name, value) in transaction.Persistent.All(target.Collection)) EvaluateNamed(target, Encoding.Latin1.GetBytes(name), transaction.Arena.Store(value));
                break;
            case TargetSource.Matched:
                EvaluateMatched(target);
                break;
            case TargetSource.Scalar:
                // MATCHED_VAR before the first match, or before the first of its request, is no value at all.
                if (target.Collection is Collection.MatchedVar or Collection.MatchedVarName && transaction.Matched.Last.Collection == Collection.None) break;
                EvaluateLoose(target, default, transaction.Scalars.Of(target.Collection));
                break;
            case TargetSource.Rule:
                EvaluateNamed(target, target.Selector.Name, transaction.Arena.Store(_rule.Describe(target.Selector.Name)));
                break;
        }
    }

    private void EvaluateTable(TargetPlan target)
    {
        var plain = target.Selector.IsAll && target.Exclusions.Length == 0;
        var forms = transaction.Forms;
        for (var index = _values.FirstOf(target.Collection); index >= 0; index = _values.NextOf(index))
        {
            if (forms is not null && _values.FormOf(index) is var form and not 0 && forms.Skips(form, _link)) continue;
            if (!plain && !target.Selects(_values.NameOf(index))) continue;
            if (_mayExclude && transaction.Controls.IsExcluded(_rule, target.Collection, _values.NameOf(index), _values.PlaceOf(index))) continue;
            if (_link.MultiMatch && _link.Pipeline.Node != 0)
            {
                EvaluateEachStep(target.Collection, index);
                continue;
            }

            var outcome = _cache.Get(index, _link.Pipeline.Node);
            if (MayMatch(outcome)) Try(target.Collection, index, default, _cache.TextOf(outcome));
        }
    }

    private bool MayMatch(int outcome) => _link.Scan.Item < 0 || transaction.Candidates.MayMatch(outcome, _link.Scan.Filter, _link.Scan.Item);

    /// <summary>multiMatch: the value as it came, and again after each step that changed it.</summary>
    private void EvaluateEachStep(Collection collection, int index)
    {
        var last = _cache.Get(index, 0);
        if (MayMatch(last)) Try(collection, index, default, _cache.TextOf(last));
        foreach (var node in _link.Pipeline.Nodes)
        {
            var outcome = _cache.Get(index, node);
            if (outcome != last && MayMatch(outcome)) Try(collection, index, default, _cache.TextOf(outcome));
            last = outcome;
        }
    }

    private void EvaluateMatched(TargetPlan target)
    {
        // Matches of this very link come on top while it runs; those do not count.
        var count = transaction.Matched.CountForRule();
        for (var i = 0; i < count; i++)
        {
            var variable = transaction.Matched[i];
            var name = transaction.Matched.FullName(variable);
            EvaluateNamed(target, transaction.Arena[name], target.Collection == Collection.MatchedVars ? variable.Value : name);
        }
    }

    private void EvaluateNamed(TargetPlan target, ReadOnlySpan<byte> name, Text value)
    {
        if (target.Selects(name)) EvaluateLoose(target, name, value);
    }

    /// <summary>A value that is not in the table: nothing is kept of its transformations.</summary>
    private void EvaluateLoose(TargetPlan target, ReadOnlySpan<byte> name, Text value)
    {
        if (target.Exclusions.Length > 0 && target.Excludes(name)) return;
        if (_mayExclude && transaction.Controls.IsExcluded(_rule, target.Collection, name)) return;
        if (_link.MultiMatch) Try(target.Collection, -1, name, value);
        var changed = false;
        foreach (var step in _link.Pipeline.Steps)
        {
            changed = TransformCache.TryApply(transaction.Arena, value, step, out value);
            if (_link.MultiMatch && changed) Try(target.Collection, -1, name, value);
        }

        if (!_link.MultiMatch) Try(target.Collection, -1, name, value);
    }

    private void EvaluateCount(TargetPlan target)
    {
        var name = target.Selector.Name;
        if (_mayExclude && transaction.Controls.IsExcluded(_rule, target.Collection, name)) return;
        var count = target.Source switch
        {
            TargetSource.Table when target.Selector.IsAll && target.Exclusions.Length == 0 => _values.CountOf(target.Collection),
            TargetSource.Table => CountTable(target),
            TargetSource.TxSlot => transaction.Tx.IsSet(target.Slot) ? 1 : 0,
            TargetSource.Tx => CountTx(target),
            TargetSource.Persistent => CountPersistent(target),
            TargetSource.Matched => transaction.Matched.CountForRule(),
            TargetSource.Nothing => 0,
            _ => 1,
        };
        Span<byte> digits = stackalloc byte[12];
        Utf8Formatter.TryFormat(count, digits, out var length);
        var value = transaction.Arena.Store(digits[..length]);
        foreach (var step in _link.Pipeline.Steps) TransformCache.TryApply(transaction.Arena, value, step, out value);
        Try(target.Collection, -1, name, value);
    }

    private int CountTable(TargetPlan target)
    {
        var count = 0;
        for (var index = _values.FirstOf(target.Collection); index >= 0; index = _values.NextOf(index))
            if (target.Selects(_values.NameOf(index))) count++;
        return count;
    }

    private int CountPersistent(TargetPlan target)
    {
        var count = 0;
        foreach (var (name, _) in transaction.Persistent.All(target.Collection))
            if (target.Selects(Encoding.Latin1.GetBytes(name))) count++;
        return count;
    }

    private int CountTx(TargetPlan target)
    {
        var count = 0;
        for (var place = 0; place < transaction.Tx.Count; place++)
            if (transaction.Tx.IsSet(place) && target.Selects(transaction.Tx.NameOf(place))) count++;
        return count;
    }

    /// <summary>The operator on one value; on a match, MATCHED_VAR and the actions.</summary>
    private void Try(Collection collection, int index, ReadOnlySpan<byte> name, Text value)
    {
        if (_link.Operator!.Matches(transaction, value, _link.Capture) == _link.Negated) return;
        _matched = true;
        transaction.Matched.Add(index >= 0
            ? new MatchedVariable(collection, _values.NameTextOf(index), value, _values.PlaceTextOf(index))
            : new MatchedVariable(collection, transaction.Arena.Store(name), value));
        foreach (var action in _link.Actions) action.Execute(transaction);
    }
}
