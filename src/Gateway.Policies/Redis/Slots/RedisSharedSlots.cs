using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis.Replicas;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Slots;

/// <summary>Slots in Redis, held for as long as the replica's heart beats.</summary>
internal sealed class RedisSharedSlots : ISharedSlots
{
    private readonly RedisStore _store;
    private readonly ReplicaLease _lease;
    private readonly IReplicaCount _replicas;
    private readonly TimeProvider _time;
    private readonly string _keyPrefix;
    private readonly RedisKey _lives;
    private int _heardLife = 1;

    public RedisSharedSlots(RedisStore store, ReplicaLease lease, ReplicaHeartbeat heart, IReplicaCount replicas, TimeProvider time)
    {
        (_store, _lease, _replicas, _time) = (store, lease, replicas, time);
        // Beside the limits on one slot of a cluster: the script looks at the lives of all holders.
        _keyPrefix = $"{store.Options.Prefix}{{{store.Options.Prefix}limits}}:slots:";
        _lives = BeatScript.Key(store.Options);
        var label = string.Create(CultureInfo.InvariantCulture, $"gateway concurrency limit partitions 1\n{store.Options.Prefix}");
        PartitionHashKey = BinaryPrimitives.ReadUInt128LittleEndian(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(store.Options.PartitionSecret ?? ""), Encoding.UTF8.GetBytes(label)));
        heart.Beaten = OnBeaten;
    }

    public UInt128 PartitionHashKey { get; }

    public bool IsAsked => _store.IsAsked(_lives);

    public int Life => _lease.Life.Number;

    public int UsableLife => _lease.IsValid ? _lease.Life.Number : 0;

    public int Replicas => _replicas.Alive;

    public TimeSpan RetryAfter => _store.Options.Breaker.OpenFor;

    public Action<bool>? Heard { get; set; }

    public async ValueTask<SlotReply> AskAsync(SlotCall call, bool isWaitedFor)
    {
        var life = _lease.Life;
        // It ended while the call was on its way here.
        if (life.Number != call.Life) return new(SlotReplyKind.Gone);
        var sentAt = _time.GetTimestamp();
        var state = (Keys: Keys(call), Arguments: Arguments(call, life));
        var reply = isWaitedFor
            ? await _store.AskAsync(_lives, static (database, s) => SlotScript.RunAsync(database, s.Keys, s.Arguments), state).ConfigureAwait(false)
            : await _store.AskAsideAsync(_lives, static (database, s) => SlotScript.RunAsync(database, s.Keys, s.Arguments), state, _store.Options.DecisionBudget).ConfigureAwait(false);
        if (!reply.IsAnswer) return new(reply.Failure is StoreFailure.NotAsked or StoreFailure.Saturated ? SlotReplyKind.NotSent : SlotReplyKind.Failed);
        if (reply.Value.Kind is SlotReplyKind.Gone) _lease.Lost(life);
        else _lease.Answered(life, sentAt);
        return reply.Value;
    }

    private RedisKey[] Keys(in SlotCall call) => [string.Create(CultureInfo.InvariantCulture, $"{_keyPrefix}{call.Partition:x32}"), _lives];

    private RedisValue[] Arguments(in SlotCall call, ReplicaLife life) =>
    [
        life.Name, _lease.NextSequence(), call.Permits, call.Used, call.Need, call.Wish, SlotLease.SpareLimit(call.Permits),
        (long)_lease.Timings.Kept.TotalMilliseconds, SlotLease.Contended / TimeSpan.TicksPerMillisecond, life.IsKnown ? 0 : 1,
    ];

    private void OnBeaten()
    {
        var life = Life;
        Heard?.Invoke(life != _heardLife);
        _heardLife = life;
    }
}
