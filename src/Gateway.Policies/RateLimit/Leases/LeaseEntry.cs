namespace Gateway.Policies.RateLimit.Leases;

/// <summary>What an entry says to a take.</summary>
internal enum LeaseAnswer
{
    /// <summary>Only the store can tell.</summary>
    Lacking,

    /// <summary>Taken from the lease.</summary>
    Leased,

    /// <summary>Known to be empty.</summary>
    Refused,
}

/// <summary>
/// What a replica knows of one key: its lease, and an upper bound of what the shared bucket holds. Everything happens under the lock of the
/// entry's shard; what it says never depends on a task or a socket.
/// </summary>
/// <param name="key">The partition.</param>
/// <param name="rule">The limit.</param>
/// <param name="percent">The part of the burst that leases may hold.</param>
/// <param name="now">The replica's time.</param>
internal partial class LeaseEntry(UInt128 key, BucketRule rule, int percent, long now)
{
    private DemandMeter _demand = new(now);
    private int _holders = 1;
    private int _over;
    private bool _isTurn;

    /// <summary>The entry of a rule: a window's where it counts in windows.</summary>
    public static LeaseEntry Of(UInt128 key, BucketRule rule, int percent, long now) =>
        rule.Periods is null ? new LeaseEntry(key, rule, percent, now) : new WindowLeaseEntry(key, rule, percent, now);

    public UInt128 Key => key;

    public BucketRule Rule => rule;

    /// <summary>The next entry of the table's chain.</summary>
    public LeaseEntry? Next { get; set; }

    /// <summary>Where it stands in the shard's list of leases; -1 when it has none.</summary>
    public int HoldingIndex { get; set; } = -1;

    /// <summary>
    /// When the bucket would be full, if nobody else took anything: counts the shared bucket and this replica's lease together. The truth is
    /// this or later, so what it refuses the store would refuse, too, unless permits were given back.
    /// </summary>
    public GcraTime Arrival { get; protected set; } = new(now, 0);

    /// <summary>Permits of the lease.</summary>
    public int Unspent { get; protected set; }

    /// <summary>Permits of the lease that are set aside for requests that wait.</summary>
    public int Held { get; protected set; }

    /// <summary>When the lease ends.</summary>
    public long Deadline { get; protected set; }

    /// <summary>Counts leases that ended: what was set aside from one of those is gone.</summary>
    public int Epoch { get; protected set; }

    /// <summary>The draw in flight: one at a time.</summary>
    public DrawCall? Draw { get; protected set; }

    /// <summary>Requests refused here or by the store, since the entry was made.</summary>
    public long Refused { get; set; }

    /// <summary>There is something that the store wants to hear of before the entry is forgotten.</summary>
    public virtual bool IsHolding => Unspent + _over > 0;

    /// <summary>Until when what the store said is believed.</summary>
    protected long KnownUntil { get; set; } = now;

    /// <summary>Until when nothing is asked for on top.</summary>
    protected long QuietUntil { get; set; } = now;

    /// <summary>The draw that was answered last.</summary>
    protected long Base { get; set; }

    /// <summary>A lease is asked for when so much is left of this one.</summary>
    protected int RefillAt { get; set; } = -1;

    public double Demand(long now) => _demand.PerSecond(now);

    public bool IsKnown(long now) => now < KnownUntil;

    /// <summary>May be forgotten without loss of permits.</summary>
    public virtual bool IsIdle(long now) => Draw is null && Waiting == 0 && Held == 0 && _over == 0 && (Unspent == 0 || (now >= Deadline && !_isTurn));

    /// <summary>Nothing that it knows is of use any more.</summary>
    public bool IsStale(long now) => now >= KnownUntil && now - _demand.LastUsed >= LeaseSettings.KnownTicks && IsIdle(now);

    public LeaseAnswer Take(int index, in RateLimitTake take, long now, ref VerdictBuilder verdict)
    {
        _demand.Count(take.Cost, now);
        Expire(now);
        return Answer(index, take, now, ref verdict);
    }

    private LeaseAnswer Answer(int index, in RateLimitTake take, long now, ref VerdictBuilder verdict)
    {
        var isKnown = now < KnownUntil;
        if (Unspent >= take.Cost && (take.Cost > 0 || isKnown))
        {
            Unspent -= take.Cost;
            Arrival = Plus(AtLeast(now), take.Cost);
            verdict.Admit(index, take, Arrival);
            return LeaseAnswer.Leased;
        }

        if (!isKnown) return LeaseAnswer.Lacking;
        if (!IsRefused(take.Cost, now, out var wait)) return LeaseAnswer.Lacking;
        Refused++;
        verdict.Refuse(index, Arrival, Math.Max(1, wait), rule);
        return LeaseAnswer.Refused;
    }

    /// <summary>Undoes what <see cref="Take"/> took, under the same lock.</summary>
    public void Undo(int cost)
    {
        Unspent += cost;
        Arrival = Minus(Arrival, cost);
    }

    /// <summary>Sets aside what <see cref="Take"/> took.</summary>
    public void Hold(int cost) => Held += cost;

    /// <summary>Spends what was set aside; false when the lease has ended meanwhile.</summary>
    public bool TrySpend(in Hold hold, long now) => Release(hold, now);

    /// <summary>Puts back what was set aside.</summary>
    public void PutBack(in Hold hold, long now)
    {
        if (Release(hold, now)) Undo(hold.Cost);
    }

    public bool WantsRefill(long now) => Draw is null && Unspent <= RefillAt && now >= QuietUntil;

    /// <summary>A lease would pay, and there is none, not even asked for.</summary>
    public bool WantsLease(long now) => Draw is null && Unspent == 0 && now >= QuietUntil && Want(now) > 0;

    /// <summary>There is something to give back, and nobody counts on it.</summary>
    public bool IsReturnable => IsHolding && Held == 0 && Draw is null;

    /// <summary>Nobody has used the lease for a while.</summary>
    public bool IsUnused(long now) => IsReturnable && now - _demand.LastUsed >= LeaseSettings.IdleTicks;

    /// <summary>Asks for what the waiting requests of one cost need, and for a lease.</summary>
    public DrawCall StartDraw(long sequence, int debt, long now)
    {
        Expire(now);
        var (requests, cost) = NextWaiting();
        var size = rule.Leases(percent);
        // Too few for the first of them: they go back, so that the bucket has all there is.
        var back = Leftover();
        if (requests is not null) (back, Unspent) = (back + Unspent, 0);
        var isTurn = WantsTurn(size, now);
        var wish = isTurn ? size.TurnWant(Demand(now)) : Want(now);
        // If the answer is lost, the store may have counted what is kept as that of a turn.
        if (isTurn) Deadline = Math.Min(Deadline, now + size.TurnSpendTicks);
        var terms = new DrawTerms(sequence)
        {
            Cost = cost,
            Count = requests?.Count ?? 0,
            Base = Base,
            Back = back,
            Kept = Unspent + Held,
            Want = Math.Max(0, wish - Unspent),
            Limit = size.Limit,
            Batch = size.Batch,
            Turn = isTurn ? size.TurnMicroseconds(wish) : 0,
            Live = size.TurnLife,
            Most = Math.Max(size.Limit, rule.Burst / 2),
            Debt = debt,
        };
        RefillAt = -1;
        return Draw = new DrawCall(this, rule, terms, requests, now) { WaitingSince = requests?[0].Since ?? now };
    }

    /// <summary>Gives the lease back. No answer is waited for.</summary>
    public virtual DrawCall Return(long sequence, long now)
    {
        var terms = new DrawTerms(sequence) { Base = Base, Back = Unspent + Leftover() };
        Arrival = Plus(AtLeast(now), Unspent);
        (Unspent, RefillAt) = (0, -1);
        return new DrawCall(this, rule, terms, null, now);
    }

    /// <summary>Takes note of an answer that came in time.</summary>
    /// <param name="draw">The draw.</param>
    /// <param name="reply">Its answer.</param>
    /// <param name="now">The replica's time.</param>
    /// <param name="level">The level before the requests that it admits, for the figures of their verdicts.</param>
    public virtual void Apply(DrawCall draw, in DrawReply reply, long now, out GcraTime level)
    {
        Draw = null;
        // First: the store may have counted the old lease as ended when it answered.
        Expire(now);
        var gcra = rule.Gcra;
        var taken = gcra.Increment((reply.Admitted * draw.Terms.Cost) + reply.Granted);
        var shared = gcra.Add(new(now + reply.Before.Ticks, reply.Before.Part), taken);
        Base = draw.Terms.Sequence;
        Unspent += reply.Granted;
        var size = rule.Leases(percent);
        (_holders, _isTurn) = (reply.Holders, reply.NextTurn > 0);
        Deadline = draw.SentAt + (_isTurn ? size.TurnSpendTicks : LeaseSettings.DurationTicks);
        Know(shared, now);
        level = gcra.Subtract(Arrival, gcra.Increment(reply.Admitted * draw.Terms.Cost));

        // The store has no more for now, or too little for all who want it: one call later fetches more than many calls at once.
        var left = gcra.Remaining(shared, now);
        var isEmpty = reply.Admitted < draw.Terms.Count || (reply.Granted < draw.Terms.Want && left == 0);
        if (_isTurn) QuietUntil = now + (reply.NextTurn * TimeSpan.TicksPerMicrosecond);
        else if (isEmpty || (left < size.Batch && IsOverrun(size, now))) QuietUntil = now + size.QuietTicks;
        var soon = (int)Math.Min(Unspent / 2, Demand(now) / 100);
        RefillAt = reply.Granted > 0 ? Math.Max(Unspent / 4, soon) : (Unspent / 2) - 1;
        Expire(now);
    }

    /// <summary>Takes note of an exact check.</summary>
    /// <param name="shared">The level of the shared bucket, in the replica's time.</param>
    /// <param name="now">The replica's time.</param>
    public void Know(GcraTime shared, long now)
    {
        // What is set aside counts as spent until it is put back.
        Arrival = rule.Gcra.Subtract(shared, rule.Gcra.Increment(Unspent));
        KnownUntil = now + LeaseSettings.KnownTicks;
    }

    /// <summary>Ends a lease whose deadline has passed: the store counts it no longer, so it must not be spent.</summary>
    public virtual void Expire(long now)
    {
        if (now < Deadline || (Unspent == 0 && Held == 0)) return;
        Arrival = Plus(Arrival, Unspent);
        // What is left of a turn can still be given back: the store counts it for another second.
        if (_isTurn) _over += Unspent;
        (Unspent, Held, RefillAt) = (0, 0, -1);
        Epoch++;
    }

    /// <summary>A level after so many permits more were taken.</summary>
    public virtual GcraTime Plus(GcraTime level, int permits) => rule.Gcra.Add(level, rule.Increment(permits));

    /// <summary>How long until a request is admitted that the store refused at a level.</summary>
    public virtual long Wait(GcraTime level, int cost, long now)
    {
        rule.Gcra.TryTake(level, now, rule.Increment(cost), out _, out var wait);
        return wait;
    }

    /// <summary>Permits left, as of the store's last word.</summary>
    public virtual long Remaining(long now) => Math.Max(Unspent, rule.Gcra.Remaining(Arrival, now));

    protected virtual GcraTime Minus(GcraTime level, int permits) => rule.Gcra.Subtract(level, rule.Increment(permits));

    /// <summary>Whether the store is known to refuse as much.</summary>
    protected virtual bool IsRefused(int cost, long now, out long wait)
    {
        var fits = rule.Gcra.TryTake(Arrival, now, rule.Increment(cost), out _, out wait);
        wait = Math.Max(wait, QuietUntil - now);
        return !fits || now < QuietUntil;
    }

    /// <summary>Takes the permits that are not spent any more, and still go back.</summary>
    protected virtual int Leftover()
    {
        var over = _over;
        _over = 0;
        return over;
    }

    /// <summary>Whether a share of what refills is asked for, by turns, instead of a share of what may lie unspent.</summary>
    protected virtual bool WantsTurn(in LeaseSize size, long now) => IsOverrun(size, now) && size.PaysTurns(Demand(now), _holders);

    protected virtual GcraTime AtLeast(long now) => Arrival.Ticks < now ? new(now, 0) : Arrival;

    private bool IsOverrun(in LeaseSize size, long now) => Demand(now) * _holders > size.PerSecond * 1.2;

    private bool Release(in Hold hold, long now)
    {
        Expire(now);
        if (hold.Epoch != Epoch) return false;
        Held -= hold.Cost;
        return true;
    }

    protected virtual int Want(long now)
    {
        var limit = rule.Leases(percent).Limit;
        if (limit == 0) return 0;
        var demand = Demand(now);
        return demand < LeaseSettings.LeastDemand ? 0 : (int)Math.Clamp(demand * LeaseSettings.AheadSeconds, 2, limit);
    }
}
