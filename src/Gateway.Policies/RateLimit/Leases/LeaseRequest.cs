namespace Gateway.Policies.RateLimit.Leases;

/// <summary>
/// A request that waits for the store. Permits that it found in leases are set aside for it, and return to their lease when it is refused.
/// </summary>
internal abstract class LeaseRequest
{
    private readonly List<Hold> _holds = [];
    private GcraTime[] _after = [];
    private bool[] _isTold = [];
    private RateLimitVerdict _refusal;

    public RateLimitTake[] Takes { get; private set; } = [];

    /// <summary>The indexes of the takes that no lease covers.</summary>
    public List<int> Lacking { get; } = [];

    public long Since { get; private set; }

    public bool IsRefused { get; private set; }

    /// <summary>Permits that were set aside for it are gone.</summary>
    public bool IsLost { get; set; }

    /// <summary>Permits set aside.</summary>
    public IReadOnlyList<Hold> Holds => _holds;

    /// <summary>Told once: the decision.</summary>
    protected abstract void Decide(in RateLimitVerdict verdict);

    /// <summary>Told once instead: the store did not decide.</summary>
    public abstract void Fail();

    public void Begin(ReadOnlySpan<RateLimitTake> takes, long now)
    {
        (Takes, Since) = (takes.ToArray(), now);
        _after = new GcraTime[takes.Length];
        _isTold = new bool[takes.Length];
    }

    /// <param name="index">The take.</param>
    /// <param name="entry">Where its permits come from.</param>
    public void Hold(int index, LeaseEntry entry)
    {
        _holds.Add(new(entry, entry.Epoch, Takes[index].Cost));
        Tell(index, entry.Arrival);
    }

    /// <summary>The level of a take's bucket after it, in the replica's time: for the figures of the verdict.</summary>
    public void Tell(int index, GcraTime after) => (_after[index], _isTold[index]) = (after, true);

    /// <summary>The store, or a lease, refused it.</summary>
    public void Refuse(in RateLimitVerdict verdict) => (_refusal, IsRefused) = (verdict, true);

    /// <summary>Decides it by what it was told.</summary>
    public void Finish(long now)
    {
        // A process that stood still until its leases had ended: nobody can say any more that the permits are there.
        if (IsLost) Fail();
        else Decide(IsRefused ? _refusal : Admit(now));
    }

    private RateLimitVerdict Admit(long now)
    {
        var verdict = new VerdictBuilder(now);
        for (var i = 0; i < Takes.Length; i++)
            if (_isTold[i]) verdict.Admit(i, Takes[i], _after[i]);
        return verdict.Build(overflowed: false);
    }
}

/// <summary>Permits set aside of one lease.</summary>
/// <param name="Entry">Whose.</param>
/// <param name="Epoch">The lease: it may end before the request is decided.</param>
/// <param name="Cost">How many.</param>
internal readonly record struct Hold(LeaseEntry Entry, int Epoch, int Cost);
