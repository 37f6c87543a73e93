namespace Gateway.Policies.Redis.Replicas;

/// <summary>How often replicas say that they live, and how long they are believed. Tests make them shorter.</summary>
internal sealed record ReplicaTimings
{
    /// <summary>The pause between two beats.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause before a beat that failed is repeated.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a beat may take. Nobody waits for it.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A replica counts as alive for so long after a beat, by the server's clock.</summary>
    public TimeSpan Counted { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What a replica holds is its own for so long after it sent a beat, by its own clock.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// What a replica holds is given to others so long after a beat arrived, by the server's clock. Longer than <see cref="Lease"/>, so
    /// that a replica stops before others begin even where the two clocks do not run at quite the same rate.
    /// </summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromSeconds(10);
}
