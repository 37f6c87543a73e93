namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What a replica tells and asks in a draw.</summary>
/// <param name="Sequence">Draws of one process count upwards, whatever the key: an older one that arrives later is not believed.</param>
internal readonly record struct DrawTerms(long Sequence)
{
    /// <summary>Permits that each waiting request costs.</summary>
    public int Cost { get; init; }

    /// <summary>How many requests wait.</summary>
    public int Count { get; init; }

    /// <summary>The draw that was answered last; what is given back comes from it or from one that it replaced.</summary>
    public long Base { get; init; }

    /// <summary>Unspent permits that are given back.</summary>
    public int Back { get; init; }

    /// <summary>Unspent permits that the replica keeps.</summary>
    public int Kept { get; init; }

    /// <summary>Permits that it wishes on top.</summary>
    public int Want { get; init; }

    /// <summary>What all replicas together may hold.</summary>
    public int Limit { get; init; }

    /// <summary>What may be leased however empty the bucket is.</summary>
    public int Batch { get; init; }

    /// <summary>
    /// The replicas together ask for more than refills and may take turns: how long this one's is (µs), in which what it wishes refills. 0 for
    /// no turns.
    /// </summary>
    public int Turn { get; init; }

    /// <summary>How long what is taken in a turn counts among what all replicas may hold (µs): then it is spent, or not at all.</summary>
    public int Live { get; init; }

    /// <summary>What all records together may be, those of turns that are over included.</summary>
    public int Most { get; init; }

    /// <summary>Permits that were granted without the store and are still to be counted.</summary>
    public int Debt { get; init; }
}

/// <summary>The store's answer.</summary>
/// <param name="Admitted">How many of the waiting requests are admitted; -1: a newer draw was answered before.</param>
/// <param name="Granted">Permits leased on top.</param>
/// <param name="Before">The bucket's time relative to the store's now, before both were taken.</param>
/// <param name="Holders">Replicas that hold or want leases, this one included.</param>
/// <param name="Others">Permits that the others hold.</param>
/// <param name="NextTurn">When the replica's next turn is (µs from now); 0 for a lease that may lie.</param>
internal readonly record struct DrawReply(int Admitted, int Granted, GcraTime Before, int Holders, long Others, int NextTurn = 0)
{
    public bool IsStale => Admitted < 0;

    /// <summary>Of a window: what its leases are counted in, and end with.</summary>
    public WindowTerms Window { get; init; }
}

/// <summary>The store's answer to an exact check.</summary>
/// <param name="IsAdmitted">All were taken.</param>
/// <param name="Before">For each take, its bucket's time relative to the store's now before the take.</param>
internal readonly record struct CheckReply(bool IsAdmitted, GcraTime[] Before)
{
    /// <summary>The takes whose levels are known; null for all. A refusal of one need not tell of the others.</summary>
    public bool[]? Known { get; init; }

    public bool IsKnown(int take) => Known is null || Known[take];
}

/// <summary>What the store says of a window, in ticks from its now. <see cref="DrawReply.Before"/> is then when all permits are back, and how many are used.</summary>
/// <param name="Id">The window, or the segment of a sliding one, that permits of this draw are counted in.</param>
/// <param name="EndsIn">Until it ends.</param>
/// <param name="OpensIn">Until it gives as much again as one request of the draw asks for, at least 1; 0: it would now.</param>
internal readonly record struct WindowTerms(long Id, long EndsIn, long OpensIn);
