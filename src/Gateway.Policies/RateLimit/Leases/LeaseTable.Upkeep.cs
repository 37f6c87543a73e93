namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What happens without requests.</summary>
internal sealed partial class LeaseTable
{
    private const int ChainsPerTick = 1024;

    /// <summary>Keys held.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards) count += shard.Count;
            return count;
        }
    }

    /// <summary>Permits of leases that are neither spent nor ended.</summary>
    public long Unspent
    {
        get
        {
            var unspent = 0L;
            foreach (var shard in _shards)
                lock (shard.Gate)
                    foreach (var entry in shard.Holding)
                        if (_clock.Now < entry.Deadline) unspent += entry.Unspent + entry.Held;
            return unspent;
        }
    }

    /// <summary>The same of one key.</summary>
    public long UnspentOf(UInt128 partition)
    {
        var shard = Shard(partition);
        lock (shard.Gate)
            return shard.Find(partition) is { } entry && _clock.Now < entry.Deadline ? entry.Unspent + entry.Held : 0;
    }

    /// <summary>Requests decided here because leases had their permits.</summary>
    public long LeasedDecisions => Sum(static s => s.Leased);

    /// <summary>Requests refused here because a bucket is known to be empty.</summary>
    public long KnownRefusals => Sum(static s => s.Refused);

    /// <summary>Requests that the store was asked for.</summary>
    public long AskedDecisions => Sum(static s => s.Asked);

    /// <summary>Returns leases that nobody uses and forgets keys. To be called every <see cref="LeaseSettings.TickInterval"/>.</summary>
    /// <param name="all">Returns every lease: the process stops.</param>
    public LeaseCall? Tick(bool all = false)
    {
        LeaseCall? calls = null;
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                var now = _clock.Now;
                for (var i = shard.Holding.Count - 1; i >= 0; i--)
                {
                    var entry = shard.Holding[i];
                    entry.Expire(now);
                    if (all ? entry.IsReturnable : entry.IsUnused(now))
                    {
                        var call = entry.Return(Interlocked.Increment(ref _sequence), now);
                        call.Next = calls;
                        calls = call;
                    }

                    shard.Settle(entry);
                }

                shard.Sweep(ChainsPerTick, now);
            }
        }

        return calls;
    }

    private long Sum(Func<LeaseShard, long> of)
    {
        var sum = 0L;
        foreach (var shard in _shards) sum += of(shard);
        return sum;
    }
}
