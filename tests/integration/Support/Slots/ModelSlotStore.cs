using Gateway.Policies.ConcurrencyLimit.Slots;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// What the script does, once more and for people, for simulations without a server. A test runs both with the same calls and compares.
/// One partition; times in milliseconds of the server's clock.
/// </summary>
internal sealed class ModelSlotStore(long keptFor, long contendedFor)
{
    private readonly Dictionary<string, long> _beats = [];
    private readonly Dictionary<string, (int Count, int InUse, long Sequence)> _holders = [];
    private long _contended;

    public long Now { get; set; }

    public int Written => _holders.Where(h => Lives(h.Key)).Sum(static h => h.Value.Count);

    public int Unused => _holders.Where(h => Lives(h.Key)).Sum(static h => h.Value.Count - h.Value.InUse);

    public bool Lives(string life) => _beats.TryGetValue(life, out var beat) && beat > Now - keptFor;

    public int WrittenFor(string life) => Lives(life) && _holders.TryGetValue(life, out var held) ? held.Count : 0;

    /// <summary>False: the life is over.</summary>
    public bool Beat(string life, bool isFirst)
    {
        foreach (var dead in _beats.Keys.Where(name => !Lives(name)).ToList()) _beats.Remove(dead);
        if (!isFirst && !_beats.ContainsKey(life)) return false;
        _beats[life] = Now;
        return true;
    }

    public void Kill(string life) => _beats.Remove(life);

    public void Flush()
    {
        _beats.Clear();
        _holders.Clear();
        _contended = 0;
    }

    public SlotReply Call(string life, long sequence, bool isFirst, in SlotCall call)
    {
        if (!isFirst && !Lives(life)) return new(SlotReplyKind.Gone);
        _beats[life] = Now;
        foreach (var dead in _holders.Keys.Where(name => name != life && !Lives(name)).ToList()) _holders.Remove(dead);
        var mine = _holders.GetValueOrDefault(life, (0, 0, -1));
        if (sequence <= mine.Item3) return new(SlotReplyKind.Failed);
        var others = _holders.Where(h => h.Key != life && h.Value.Count > 0).Select(static h => h.Value).ToList();
        var spare = others.Sum(static o => Math.Max(0, o.Count - o.InUse));

        var wanted = call.Used + call.Need;
        var count = Math.Max(call.Used, Math.Min(wanted + call.Wish, mine.Item1));
        var free = call.Permits - others.Sum(static o => o.Count) - count;
        var more = Math.Max(0, Math.Min(wanted - count, free));
        count += more;
        free -= more;
        var reserve = SlotLease.SpareLimit(call.Permits);
        var isLacking = count < wanted;
        if (isLacking)
        {
            _contended = Now + contendedFor;
        }
        else if (_contended <= Now)
        {
            var unused = count - wanted;
            count += Math.Max(0, Math.Min(Math.Min(call.Wish - unused, reserve - spare - unused), (int)Math.Floor(free / (2.0 * (others.Count + 1)))));
        }

        _holders[life] = (count, Math.Min(count, wanted), sequence);
        var isContended = _contended > Now;
        var allowed = isContended ? 0 : Math.Max(0, Math.Min(count - wanted, reserve - spare));
        return new(SlotReplyKind.Answered, count, allowed, isLacking, isContended);
    }
}
