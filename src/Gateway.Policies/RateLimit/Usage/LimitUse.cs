namespace Gateway.Policies.RateLimit.Usage;

/// <summary>
/// What this process knows of a partition that is in use, for an operator. The client's value is not kept anywhere: only its keyed hash.
/// </summary>
/// <param name="Policy">RateLimit or ConcurrencyLimit.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Partition">The partition's name.</param>
/// <param name="Limit">Permits of a full bucket or a window, or slots.</param>
/// <param name="Used">The part of them that is in use: 1 and more for a partition that refuses.</param>
internal sealed record LimitUse(string Policy, string Rule, UInt128 Partition, int Limit, double Used)
{
    /// <summary>What the rule tells clients apart by.</summary>
    public IReadOnlyList<PartitionKey> By { get; init; } = [];

    /// <summary>The shared store counts it, not this process alone.</summary>
    public bool IsShared { get; init; }

    /// <summary>Permits left; null where only the shared store knows.</summary>
    public long? Remaining { get; init; }

    /// <summary>Permits or slots that this process holds of a shared partition and has not spent.</summary>
    public long Held { get; init; }

    /// <summary>Permits that clients ask of this process in a second; null where it is not measured.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Requests that this process refused since it began to watch the partition.</summary>
    public long Refused { get; init; }
}
