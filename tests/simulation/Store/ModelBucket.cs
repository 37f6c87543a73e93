namespace Gateway.Simulation.Store;

/// <summary>
/// What the scripts keep of a bucket, in whole parts of a microsecond. Written from the rules, not from the scripts: wide integers instead
/// of pairs of doubles, levels instead of arrival times where that says more.
/// </summary>
/// <param name="interval">Parts that a permit takes to refill.</param>
/// <param name="burst">Permits that a full bucket holds.</param>
/// <param name="partsPerMicrosecond">Parts of a microsecond.</param>
internal sealed class ModelBucket(Int128 interval, int burst, long partsPerMicrosecond)
{
    /// <summary>When the bucket is full.</summary>
    public Int128 Arrival { get; set; } = Int128.MinValue;

    /// <summary>The most that who charged it let it owe, beyond now; counts while it owes.</summary>
    public Int128 Most { get; private set; }

    public List<ModelLease> Leases { get; private set; } = [];

    public Int128 Tolerance => interval * burst;

    public long Outstanding
    {
        get
        {
            var sum = 0L;
            foreach (var lease in Leases) sum += lease.Permits;
            return sum;
        }
    }

    /// <summary>Brings the bucket up to a time, in the order in which leases end.</summary>
    public void Advance(long microseconds)
    {
        foreach (var ended in Leases.Where(l => l.Ends <= microseconds).OrderBy(l => l.Ends).ToArray())
        {
            Lack(ended.Ends, Outstanding);
            Leases.Remove(ended);
        }

        Lack(microseconds, Outstanding);
        if (!Owes(microseconds)) Most = 0;
        else if (Arrival > At(microseconds) + Most) (Arrival, Most) = (At(microseconds) + Tolerance, 0);
    }

    /// <summary>The bucket lacks at least so many permits.</summary>
    public void Lack(long microseconds, long permits) => Arrival = Int128.Max(Arrival, At(microseconds) + (interval * permits));

    /// <summary>Whole permits; -1 of a bucket that owes.</summary>
    public long Left(long microseconds) => Owes(microseconds) ? -1 : (long)(Level(microseconds) / interval);

    public void Spend(long permits) => Arrival += interval * permits;

    /// <summary>Holds less than nothing.</summary>
    public bool Owes(long microseconds) => Arrival > At(microseconds) + Tolerance;

    /// <summary>Takes what is due whatever the bucket holds, down to a bound; false when that cut it. What is owed already stays.</summary>
    public bool Charge(long microseconds, long permits, int mostDebt)
    {
        if (permits == 0) return true;
        var ceiling = Tolerance + (interval * mostDebt);
        var due = Arrival + (interval * permits);
        Arrival = Int128.Max(Arrival, Int128.Min(due, At(microseconds) + ceiling));
        Most = Int128.Max(Most, ceiling);
        return Arrival == due;
    }

    /// <summary>What the bucket holds, in parts of a microsecond.</summary>
    public Int128 Level(long microseconds) => At(microseconds) + Tolerance - Arrival;

    public Int128 Relative(long microseconds) => Arrival - At(microseconds);

    private Int128 At(long microseconds) => (Int128)microseconds * partsPerMicrosecond;
}

/// <summary>What a replica holds.</summary>
/// <param name="Replica">Whose.</param>
/// <param name="Permits">How many.</param>
/// <param name="Ends">When they count no longer.</param>
/// <param name="Sequence">The draw.</param>
/// <param name="Turn">When the replica's next turn is; null for a lease that may lie.</param>
internal sealed record ModelLease(string Replica, long Permits, long Ends, long Sequence, long? Turn = null);
