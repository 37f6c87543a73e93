using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What an operator is shown.</summary>
internal sealed partial class LeaseTable
{
    private const int MostExamined = 100_000;
    private long _overruns;

    /// <summary>Requests that had waited for the store for as long as they may when it was given up.</summary>
    public long Overruns => Volatile.Read(ref _overruns);

    /// <summary>
    /// Adds the partitions that are nearest to their limits or over them, as far as this replica knows: those that it was asked for within
    /// the last second. Looks at a bounded number of them.
    /// </summary>
    public void Collect(TopList top)
    {
        var left = MostExamined;
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                var now = _clock.Now;
                left -= shard.ForEach(left, (Top: top, Now: now), static (entry, state) =>
                {
                    if (entry.IsKnown(state.Now)) state.Top.Add(Use(entry, state.Now));
                });
            }

            if (left <= 0) break;
        }
    }

    // Timers are coarser than the clock that this is measured with.
    private void NoteOverrun(LeaseRequest request)
    {
        if (_clock.Now - request.Since >= _settings.BudgetTicks * 9 / 10) Interlocked.Increment(ref _overruns);
    }

    private static LimitUse Use(LeaseEntry entry, long now)
    {
        var rule = entry.Rule;
        // What the lease holds is no more in the shared bucket, and not used either.
        var used = Math.Min(rule.Periods is null ? rule.Gcra.Used(entry.Arrival, now) : entry.Arrival.Part, Math.Max(0, rule.Burst - entry.Unspent));
        return new("RateLimit", rule.Name, entry.Key, rule.Burst, used / rule.Burst)
        {
            By = rule.By,
            IsShared = true,
            Remaining = (long)(rule.Burst - used),
            Held = entry.Unspent + entry.Held,
            PerSecond = entry.Demand(now),
            Refused = entry.Refused,
        };
    }
}
