using System.Runtime.CompilerServices;

namespace Gateway.Policies.RateLimit.Leases;

/// <summary>How a request was met.</summary>
internal enum LeaseOutcome
{
    /// <summary>Decided here.</summary>
    Decided,

    /// <summary>A call was made; its answer decides.</summary>
    Asked,

    /// <summary>The store would have to be asked, and is not.</summary>
    NotAsked,
}

/// <summary>
/// Decides requests by leased permits. It makes calls and takes their answers; who carries them, and how long that takes, is not its
/// business: the store sends them to Redis, the simulator to a model of it.
/// </summary>
internal sealed partial class LeaseTable
{
    private const int MaxInline = 16;
    private readonly LeaseShard[] _shards;
    private readonly int _shift;
    private readonly MonotonicClock _clock;
    private readonly LeaseSettings _settings;
    private readonly LeaseDebts? _debts;
    private long _sequence;
    private long _tripTicks;

    /// <param name="time">The replica's clock; only its monotonic timestamps are read.</param>
    /// <param name="settings">Times and sizes.</param>
    /// <param name="maxEntries">Keys held at most.</param>
    /// <param name="debts">What was granted without the store; null when nothing is.</param>
    public LeaseTable(TimeProvider time, LeaseSettings settings, int maxEntries, LeaseDebts? debts = null)
    {
        (_clock, _settings, _debts) = (new MonotonicClock(time), settings, debts);
        var shards = maxEntries < 65_536 ? 4 : 64;
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)shards);
        _shards = new LeaseShard[shards];
        for (var i = 0; i < shards; i++) _shards[i] = new LeaseShard(Math.Max(1, maxEntries / shards));
    }

    /// <summary>The replica's time.</summary>
    public long Now => _clock.Now;

    /// <summary>Decides, or says what to ask.</summary>
    /// <param name="takes">Checked already.</param>
    /// <param name="canAsk">Whether the store is asked at present.</param>
    /// <param name="create">Makes the request that waits.</param>
    /// <param name="verdict">Of a decided request.</param>
    /// <param name="request">That waits for an answer.</param>
    /// <param name="calls">To be sent, whatever the outcome; null for none.</param>
    public LeaseOutcome Take(
        ReadOnlySpan<RateLimitTake> takes, bool canAsk, Func<LeaseRequest> create, out RateLimitVerdict verdict, out LeaseRequest? request, out LeaseCall? calls)
    {
        var buffer = default(StepBuffer);
        Span<Step> steps = takes.Length <= MaxInline ? ((Span<Step>)buffer)[..takes.Length] : new Step[takes.Length];
        Span<int> shards = stackalloc int[takes.Length];
        var locked = LockShards(takes, shards);
        try
        {
            // Read under the locks, so that no entry sees time go back.
            return Decide(takes, steps, canAsk, create, _clock.Now, out verdict, out request, out calls);
        }
        finally
        {
            for (var i = locked - 1; i >= 0; i--) _shards[shards[i]].Gate.Exit();
        }
    }

    private LeaseOutcome Decide(
        ReadOnlySpan<RateLimitTake> takes, Span<Step> steps, bool canAsk, Func<LeaseRequest> create, long now,
        out RateLimitVerdict verdict, out LeaseRequest? request, out LeaseCall? calls)
    {
        (request, calls) = (null, null);
        var builder = new VerdictBuilder(now);
        var lacking = 0;
        var countsRefused = false;
        for (var i = 0; i < takes.Length; i++)
        {
            ref readonly var take = ref takes[i];
            countsRefused |= take.Rule.CountRefused;
            var entry = Shard(take.Partition).Find(take.Partition) ?? (canAsk ? Add(take, now) : null);
            var answer = entry?.Take(i, take, now, ref builder) ?? LeaseAnswer.Lacking;
            if (answer is LeaseAnswer.Lacking) lacking++;
            steps[i] = new(entry, answer);
        }

        var first = Shard(takes[0].Partition);
        // Refusals that count have to be counted by the store, whichever rule refuses: it decides over all of them at once.
        if (countsRefused && canAsk && (lacking > 0 || !builder.IsAdmitted))
        {
            LeaveAll(takes, steps);
            verdict = default;
            first.Asked++;
            request = create();
            request.Begin(takes, now);
            calls = CheckAll(request, now);
            Refill(steps, now, ref calls);
            return LeaseOutcome.Asked;
        }

        if (!builder.IsAdmitted || (lacking > 0 && !canAsk))
        {
            for (var i = 0; i < takes.Length; i++)
                if (steps[i].Answer is LeaseAnswer.Leased) steps[i].Entry!.Undo(takes[i].Cost);
            verdict = builder.Build(overflowed: false);
            if (builder.IsAdmitted) return LeaseOutcome.NotAsked;
            first.Refused++;
            return LeaseOutcome.Decided;
        }

        if (lacking > 0)
        {
            verdict = default;
            first.Asked++;
            request = create();
            request.Begin(takes, now);
            calls = Ask(request, steps, now);
        }
        else
        {
            verdict = builder.Build(overflowed: false);
            first.Leased++;
        }

        if (canAsk) Refill(steps, now, ref calls);
        return lacking > 0 ? LeaseOutcome.Asked : LeaseOutcome.Decided;
    }

    private LeaseEntry? Add(in RateLimitTake take, long now)
    {
        var entry = LeaseEntry.Of(take.Partition, take.Rule, _settings.Percent, now);
        return Shard(take.Partition).TryAdd(entry, now) ? entry : null;
    }

    // Returns how many are locked.
    private int LockShards(ReadOnlySpan<RateLimitTake> takes, Span<int> shards)
    {
        var count = 0;
        foreach (ref readonly var take in takes) count = ShardOrder.Add(shards, count, Index(take.Partition));
        foreach (var shard in shards[..count]) _shards[shard].Gate.Enter();
        return count;
    }

    private LeaseShard Shard(UInt128 partition) => _shards[Index(partition)];

    private int Index(UInt128 partition) => (int)((ulong)(partition >> 64) >> _shift);

    private readonly record struct Step(LeaseEntry? Entry, LeaseAnswer Answer);

    [InlineArray(MaxInline)]
    private struct StepBuffer
    {
        private Step _first;
    }
}
