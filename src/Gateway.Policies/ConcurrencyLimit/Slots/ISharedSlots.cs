namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>Where replicas share slots. What a replica holds stays its own as long as it is heard of; see <see cref="UsableLife"/>.</summary>
internal interface ISharedSlots
{
    /// <summary>What partitions are named with; the same in all replicas.</summary>
    UInt128 PartitionHashKey { get; }

    /// <summary>False while the store is known to be away: calls fail at once.</summary>
    bool IsAsked { get; }

    /// <summary>The number of this replica's present life; from 1.</summary>
    int Life { get; }

    /// <summary>The life whose slots may be used for new requests; 0 when the replica has not been heard of for too long.</summary>
    int UsableLife { get; }

    /// <summary>Replicas alive, for the share of each while the store is away.</summary>
    int Replicas { get; }

    /// <summary>What a client is told to wait that is refused because the store is away.</summary>
    TimeSpan RetryAfter { get; }

    /// <summary>Told, from time to time, that the replica is heard of, and whether its life is a new one, in which nothing is held.</summary>
    Action<bool>? Heard { get; set; }

    /// <summary>Never throws; ends within the store's budget of a decision.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isWaitedFor">A request waits for it.</param>
    ValueTask<SlotReply> AskAsync(SlotCall call, bool isWaitedFor);
}
