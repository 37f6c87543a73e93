using Gateway.SecLang.Collections;
using Gateway.SecLang.Compile;

namespace Gateway.SecLang.Execution;

/// <summary>
/// Which patterns and phrase lists may match which values of one transaction. Each different outcome of the transformations is scanned once; the bits of all values
/// of a collection are ORed, so that a rule that cannot match costs one look at a bit. A set bit only means that the operator has to look.
/// </summary>
internal sealed class CandidateIndex
{
    private const int KeptWords = 16 * 1024;

    private readonly Transaction _transaction;
    private readonly ValueTable _values;
    private readonly TransformCache _cache;
    private readonly ScanPlan _plan;
    private readonly ulong[][] _unions;
    private readonly (int First, int Last)[] _seen;
    private readonly ulong[][] _groups;
    private readonly int[] _stamps;
    private ulong[] _candidates = new ulong[1024];
    private int _used;

    /// <param name="transaction">The transaction, whose values and transformations are there already.</param>
    /// <param name="plan">What is looked for.</param>
    public CandidateIndex(Transaction transaction, ScanPlan plan)
    {
        _transaction = transaction;
        _values = transaction.Values;
        _cache = transaction.Cache;
        _plan = plan;
        _unions = Array.ConvertAll(plan.Unions, u => new ulong[plan.Filters[u.Filter].Words]);
        _groups = Array.ConvertAll(plan.Groups, g => new ulong[plan.Filters[g.Filter].Words]);
        _seen = new (int, int)[plan.Unions.Length];
        _stamps = new int[plan.Groups.Length];
        Forget();
    }

    /// <summary>Whether any value that the group means may match the item.</summary>
    public bool MayMatch(int group, int item)
    {
        if (_stamps[group] != _values.Count) Refresh(group);
        return (_groups[group][item >> 6] >> (item & 63) & 1) != 0;
    }

    /// <summary>Whether this outcome may.</summary>
    public bool MayMatch(int outcome, int filter, int item) => (_candidates[Scan(outcome, filter) + (item >> 6)] >> (item & 63) & 1) != 0;

    public void Reset()
    {
        for (var i = 0; i < _unions.Length; i++)
            if (_seen[i].First >= 0) Array.Clear(_unions[i]);
        for (var i = 0; i < _groups.Length; i++)
            if (_stamps[i] >= 0) Array.Clear(_groups[i]);
        Forget();
        _used = 0;
        if (_candidates.Length > KeptWords) _candidates = new ulong[KeptWords];
    }

    private void Forget()
    {
        Array.Fill(_seen, (-1, -1));
        Array.Fill(_stamps, -1);
    }

    private void Refresh(int group)
    {
        _stamps[group] = _values.Count;
        var bits = _groups[group];
        foreach (var union in _plan.Groups[group].Unions)
        {
            Extend(union);
            var added = _unions[union];
            for (var i = 0; i < bits.Length; i++) bits[i] |= added[i];
        }
    }

    /// <summary>Takes in the values that came since. A collection whose value was replaced is gone through again; bits of the old one may stay, which costs a look.</summary>
    private void Extend(int union)
    {
        var (collection, node, filter) = _plan.Unions[union];
        var first = _values.FirstOf(collection);
        if (first < 0) return;
        var (seenFirst, last) = _seen[union];
        var index = seenFirst == first ? _values.NextOf(last) : first;
        if (index < 0) return;
        var bits = _unions[union];
        var forms = _transaction.Forms;
        for (; index >= 0; index = _values.NextOf(index))
        {
            last = index;
            if (forms is not null && _values.FormOf(index) is var form and not 0 && forms.SkipsUnion(form, union)) continue;
            var at = Scan(_cache.Get(index, node), filter);
            for (var i = 0; i < bits.Length; i++) bits[i] |= _candidates[at + i];
        }

        _seen[union] = (first, last);
    }

    private int Scan(int outcome, int filter)
    {
        ref var place = ref _cache.CandidatesOf(outcome);
        if (place >= 0) return place;
        var prefilter = _plan.Filters[filter];
        if (_candidates.Length - _used < prefilter.Words) Array.Resize(ref _candidates, _candidates.Length * 2 + prefilter.Words);
        prefilter.Scan(_values.Arena[_cache.TextOf(outcome)], _candidates.AsSpan(_used, prefilter.Words));
        place = _used;
        _used += prefilter.Words;
        return place;
    }
}
