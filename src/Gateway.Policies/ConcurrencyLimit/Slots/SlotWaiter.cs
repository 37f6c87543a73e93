namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>How a wait for the store ended.</summary>
internal enum SlotOutcome
{
    Admitted,
    Refused,

    /// <summary>The store did not decide and the rule says Deny.</summary>
    Unavailable,
}

/// <summary>A request that waits for the store. Asynchronous continuations: the thread that completes it has other calls to look after.</summary>
internal sealed class SlotWaiter(SlotEntry entry, SlotRule rule, int index)
    : TaskCompletionSource<SlotOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>More are refused: they do not wait for long, but a store that hangs must not fill the memory.</summary>
    public const int MaxOfAPartition = 10_000;

    public SlotEntry Entry { get; } = entry;

    public SlotRule Rule { get; } = rule;

    /// <summary>The rule's place in its stage.</summary>
    public int Index { get; } = index;
}
