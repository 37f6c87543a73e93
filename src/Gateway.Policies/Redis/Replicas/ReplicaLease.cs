using System.Globalization;
using System.Security.Cryptography;

namespace Gateway.Policies.Redis.Replicas;

/// <summary>
/// Until when this replica may use what Redis lets it hold. A replica that Redis took for dead begins a new life under a new name: what it
/// held under the old one is others' by now and must not come back with a late beat.
/// </summary>
internal sealed class ReplicaLease
{
    private readonly TimeProvider _time;
    private readonly ReplicaTimings _timings;
    private readonly string _process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly long _leaseTicks;
    private ReplicaLife _life;
    private long _validUntil = long.MinValue;
    private long _sequence;

    public ReplicaLease(TimeProvider time, ReplicaTimings timings)
    {
        (_time, _timings) = (time, timings);
        _leaseTicks = (long)(timings.Lease.TotalSeconds * time.TimestampFrequency);
        _life = Begin(1);
    }

    public ReplicaTimings Timings => _timings;

    /// <summary>The present life.</summary>
    public ReplicaLife Life => Volatile.Read(ref _life);

    /// <summary>What is held in the present life may be used for new requests.</summary>
    public bool IsValid => _time.GetTimestamp() < Volatile.Read(ref _validUntil);

    /// <summary>Told when a life has ended, with the next one.</summary>
    public Action<ReplicaLife>? Ended { get; set; }

    /// <summary>The next number of a call: a script ignores one that is not newer than what it has seen.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>Redis answered a call that names this life.</summary>
    /// <param name="life">The life that the call named.</param>
    /// <param name="sentAt">The timestamp before the call was sent: Redis cannot have begun to count earlier.</param>
    public void Answered(ReplicaLife life, long sentAt)
    {
        life.Known();
        if (life != Life) return;
        var until = sentAt + _leaseTicks;
        for (var seen = Volatile.Read(ref _validUntil); until > seen;)
        {
            var before = Interlocked.CompareExchange(ref _validUntil, until, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>Redis does not know this life: it was away for too long, or Redis lost its memory.</summary>
    public void Lost(ReplicaLife life)
    {
        var next = Begin(life.Number + 1);
        if (Interlocked.CompareExchange(ref _life, next, life) != life) return;
        Volatile.Write(ref _validUntil, long.MinValue);
        Ended?.Invoke(next);
    }

    private ReplicaLife Begin(int number) => new(number, string.Create(CultureInfo.InvariantCulture, $"{_process}.{number}"));
}
