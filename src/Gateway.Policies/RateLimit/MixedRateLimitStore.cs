namespace Gateway.Policies.RateLimit;

/// <summary>
/// Takes of one request from two stores, all or none. The store in the process comes first, because its refusal costs no trip; what it gave
/// is given back when the shared one refuses.
/// </summary>
/// <param name="local">The store in the process.</param>
/// <param name="shared">The shared store.</param>
/// <param name="isShared">For each take, which of the two counts it; at least one of each.</param>
internal sealed class MixedRateLimitStore(LocalRateLimitStore local, IRateLimitStore shared, bool[] isShared) : IRateLimitStore
{
    private readonly int[] _local = Indexes(isShared, false);
    private readonly int[] _shared = Indexes(isShared, true);

    public UInt128 PartitionHashKey => shared.PartitionHashKey;

    public bool IsShared => true;

    public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes)
    {
        var own = Select(takes, _local);
        var takenAt = local.Now;
        var first = local.Take(own);
        if (!first.IsAdmitted) return new(Rename(first, _local));
        var others = Select(takes, _shared);
        return ConcludeAsync(own, takenAt, first, others, shared.TryTakeAsync(others));
    }

    private async ValueTask<RateLimitVerdict> ConcludeAsync(
        RateLimitTake[] own, long takenAt, RateLimitVerdict first, RateLimitTake[] others, ValueTask<RateLimitVerdict> pending)
    {
        var second = await pending.ConfigureAwait(false);
        if (!second.IsAdmitted)
        {
            // What came out of an overflow bucket refills there.
            if (!first.Overflowed) local.GiveBack(own, takenAt);
            return Rename(second, _shared);
        }

        var isSecondTighter = first.RuleIndex < 0
            || (second.RuleIndex >= 0 && RequestsLeft(second, others[second.RuleIndex]) < RequestsLeft(first, own[first.RuleIndex]));
        var tighter = isSecondTighter ? Rename(second, _shared) : Rename(first, _local);
        return tighter with { Overflowed = first.Overflowed || second.Overflowed };
    }

    private static long RequestsLeft(in RateLimitVerdict verdict, in RateLimitTake take) => verdict.Remaining / Math.Max(1, take.Cost);

    private static RateLimitVerdict Rename(in RateLimitVerdict verdict, int[] indexes) =>
        verdict.RuleIndex < 0 ? verdict : verdict with { RuleIndex = indexes[verdict.RuleIndex] };

    private static RateLimitTake[] Select(ReadOnlySpan<RateLimitTake> takes, int[] indexes)
    {
        var selected = new RateLimitTake[indexes.Length];
        for (var i = 0; i < indexes.Length; i++) selected[i] = takes[indexes[i]];
        return selected;
    }

    private static int[] Indexes(bool[] isShared, bool wanted) =>
        [.. Enumerable.Range(0, isShared.Length).Where(i => isShared[i] == wanted)];
}
