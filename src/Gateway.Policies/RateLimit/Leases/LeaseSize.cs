namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What a rule allows leases to be.</summary>
/// <param name="Limit">Permits that all replicas together may hold; 0: no leases.</param>
/// <param name="Batch">Permits that refill while an empty bucket is left alone: so many may be leased however empty it is.</param>
/// <param name="QuietTicks">How long an empty bucket is left alone; never longer than the limit takes to refill.</param>
/// <param name="PerSecond">Permits that refill in a second.</param>
internal readonly record struct LeaseSize(int Limit, int Batch, long QuietTicks, double PerSecond)
{
    /// <summary>How long what a replica takes in its turn counts among what all may hold (µs): a fair part refills meanwhile.</summary>
    public int TurnLife => (int)(QuietTicks * 3 / 5 / TimeSpan.TicksPerMicrosecond);

    /// <summary>How long a replica spends it: less, for clocks that differ.</summary>
    public long TurnSpendTicks => QuietTicks * 12 / 25;

    /// <summary>What a replica wishes in its turn: what it spends in time. More than half of all only while permits pile up: its predecessor's are not spent yet.</summary>
    public int TurnWant(double demand) => (int)Math.Clamp(demand * TurnSpendTicks / TimeSpan.TicksPerSecond, 1, Math.Max(1, Batch * 7L / 10));

    /// <summary>How long its turn is (µs): a little less than the bucket takes to refill that, so that nothing piles up.</summary>
    public int TurnMicroseconds(int want) => (int)Math.Max(1, Math.Min(want, Batch / 2) / PerSecond / 1.05 * 1e6);

    /// <summary>A turn brings clearly more than an equal share of what refills while an empty bucket is left alone.</summary>
    public bool PaysTurns(double demand, int holders) => holders > 1 && TurnWant(demand) * (long)holders >= Batch * 1.2;

    public static LeaseSize Of(BucketRule rule, int percent)
    {
        var limit = (int)((long)rule.Burst * percent / 100);
        // A lease of one permit is an exact check that costs more.
        if (limit < 2) return default;
        if (rule.Periods is { } periods)
            return periods.CountedTicks < LeaseSettings.ShortestWindowTicks ? default : new(limit, 0, LeaseSettings.BatchTicks, 0);
        var refill = (long)Gcra.RefillTicks(rule.Permits, rule.Window, limit);
        var quiet = Math.Min(LeaseSettings.BatchTicks, refill);
        var batch = (long)((UInt128)(ulong)quiet * (ulong)rule.Permits / (ulong)rule.Window.Ticks);
        return new(limit, (int)Math.Min(limit, batch), quiet, rule.Permits / rule.Window.TotalSeconds);
    }
}
