namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>What a replica tells the shared store of a partition, and asks of it. Absolute figures, so that a lost call or reply does no harm.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Permits">How many slots there are over all replicas.</param>
/// <param name="Life">The life of the replica that holds the slots.</param>
/// <param name="Used">Requests in flight here.</param>
/// <param name="Need">Requests that wait here for a slot.</param>
/// <param name="Wish">Slots on top, for requests to come.</param>
internal readonly record struct SlotCall(UInt128 Partition, int Permits, int Life, int Used, int Need, int Wish);

/// <summary>How a call ended.</summary>
internal enum SlotReplyKind
{
    /// <summary>No reply in time, or none that counts. The store may have done what it was told, or may do so later.</summary>
    Failed,

    /// <summary>The store was not asked.</summary>
    NotSent,

    /// <summary>The store does not know this life of the replica; a new one has begun.</summary>
    Gone,

    /// <summary>Answered.</summary>
    Answered,
}

/// <param name="Kind">How the call ended.</param>
/// <param name="Count">Slots that the replica holds now, those in use included.</param>
/// <param name="Spare">How many of them may lie unused.</param>
/// <param name="IsLacking">Not every request that waits got one.</param>
/// <param name="IsContended">Somebody lacked one a short while ago: nobody keeps slots that are not in use.</param>
internal readonly record struct SlotReply(SlotReplyKind Kind, int Count = 0, int Spare = 0, bool IsLacking = false, bool IsContended = false);
