namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What a rule allows leases to be.</summary>
/// <param name="Limit">Permits that all replicas together may hold; 0: no leases.</param>
/// <param name="Batch">Permits that refill while an empty bucket is left alone: so many may be leased however empty it is.</param>
/// <param name="QuietTicks">How long an empty bucket is left alone; never longer than the limit takes to refill.</param>
/// <param name="PerSecond">Permits that refill in a second.</param>
internal readonly record struct LeaseSize(int Limit, int Batch, long QuietTicks, double PerSecond)
{
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
