namespace Gateway.LoadTests.Contenders;

/// <summary>What a contender has used and done since its start. Null: it does not tell.</summary>
internal sealed record Counters(TimeSpan ProcessorTime)
{
    /// <summary>
    /// Processor time just before the counters were asked for; null where asking costs nothing. A server with thousands of metric series works to tell them, and that is no
    /// part of what it was measured at.
    /// </summary>
    public TimeSpan? ProcessorTimeBeforeAsking { get; init; }

    public double? AllocatedBytes { get; init; }

    /// <summary>Decisions that Redis has answered.</summary>
    public double? StoreCalls { get; init; }

    /// <summary>Decisions of shared limits that the process made without Redis.</summary>
    public double? Degraded { get; init; }

    /// <summary>What Redis says of itself; of all that use it.</summary>
    public RedisInfo? Redis { get; init; }

    public double? TokenCacheHits { get; init; }

    public double? TokenCacheMisses { get; init; }

    public static Counters operator +(Counters left, Counters right) => new(left.ProcessorTime + right.ProcessorTime)
    {
        ProcessorTimeBeforeAsking = left.ProcessorTimeBeforeAsking + right.ProcessorTimeBeforeAsking,
        AllocatedBytes = left.AllocatedBytes + right.AllocatedBytes,
        StoreCalls = left.StoreCalls + right.StoreCalls,
        Degraded = left.Degraded + right.Degraded,
        // The same server was read: its figures do not add up.
        Redis = right.Redis ?? left.Redis,
        TokenCacheHits = left.TokenCacheHits + right.TokenCacheHits,
        TokenCacheMisses = left.TokenCacheMisses + right.TokenCacheMisses,
    };

    public static Counters operator -(Counters left, Counters right) => new((left.ProcessorTimeBeforeAsking ?? left.ProcessorTime) - right.ProcessorTime)
    {
        AllocatedBytes = left.AllocatedBytes - right.AllocatedBytes,
        StoreCalls = left.StoreCalls - right.StoreCalls,
        Degraded = left.Degraded - right.Degraded,
        Redis = left.Redis is { } now && right.Redis is { } then ? now - then : null,
        TokenCacheHits = left.TokenCacheHits - right.TokenCacheHits,
        TokenCacheMisses = left.TokenCacheMisses - right.TokenCacheMisses,
    };
}
