namespace Gateway.Policies.RateLimit;

/// <summary>
/// Takes of one request from two stores, all or none. The store in the process comes first, because its refusal costs no trip; what it gave
/// is given back when the shared one refuses.
/// </summary>
/// <param name="local">The store in the process.</param>
/// <param name="shared">The shared store.</param>
internal sealed class MixedRateLimitStore(LocalRateLimitStore local, IRateLimitStore shared) : IRateLimitStore
{
    public UInt128 PartitionHashKey => shared.PartitionHashKey;

    public bool IsShared => true;

    public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes)
    {
        // A request that is exempt from the rules of one store has nothing to mix.
        var count = 0;
        foreach (ref readonly var take in takes) count += take.Rule.IsShared ? 1 : 0;
        if (count == 0) return new(local.Take(takes));
        if (count == takes.Length) return shared.TryTakeAsync(takes);

        var own = new Part(takes, isShared: false, takes.Length - count);
        var others = new Part(takes, isShared: true, count);
        var takenAt = local.Now;
        var first = local.Take(own.Takes);
        if (first.IsAdmitted) return ConcludeAsync(own, takenAt, first, others, shared.TryTakeAsync(others.Takes));
        var counted = Array.FindAll(others.Takes, static t => t.Rule.CountRefused);
        return counted.Length == 0 ? new(own.Rename(first)) : RefuseAsync(own.Rename(first), shared.TryTakeAsync(counted));
    }

    public ValueTask<bool> SettleAsync(RateLimitTake take, int cost, TimeSpan elapsed) =>
        take.Rule.IsShared ? shared.SettleAsync(take, cost, elapsed) : local.SettleAsync(take, cost, elapsed);

    private async ValueTask<RateLimitVerdict> ConcludeAsync(Part own, long takenAt, RateLimitVerdict first, Part others, ValueTask<RateLimitVerdict> pending)
    {
        var second = await pending.ConfigureAwait(false);
        if (!second.IsAdmitted)
        {
            // What came out of an overflow bucket refills there.
            if (!first.Overflowed) local.GiveBack(Array.FindAll(own.Takes, static t => !t.Rule.CountRefused), takenAt);
            return others.Rename(second);
        }

        var isSecondTighter = first.RuleIndex < 0
            || (second.RuleIndex >= 0 && RequestsLeft(second, others.Takes[second.RuleIndex]) < RequestsLeft(first, own.Takes[first.RuleIndex]));
        var tighter = isSecondTighter ? others.Rename(second) : own.Rename(first);
        return tighter with { Overflowed = first.Overflowed || second.Overflowed, IsDegraded = second.IsDegraded };
    }

    // Rules that count refused requests count this one; whatever they say of it, it is refused.
    private static async ValueTask<RateLimitVerdict> RefuseAsync(RateLimitVerdict refusal, ValueTask<RateLimitVerdict> counting)
    {
        await counting.ConfigureAwait(false);
        return refusal;
    }

    private static long RequestsLeft(in RateLimitVerdict verdict, in RateLimitTake take) => verdict.Remaining / Math.Max(1, take.Cost);

    /// <summary>The takes of one store, and where they stand among all.</summary>
    private sealed class Part
    {
        private readonly int[] _indexes;

        public Part(ReadOnlySpan<RateLimitTake> takes, bool isShared, int count)
        {
            Takes = new RateLimitTake[count];
            _indexes = new int[count];
            var next = 0;
            for (var i = 0; i < takes.Length; i++)
            {
                if (takes[i].Rule.IsShared != isShared) continue;
                (Takes[next], _indexes[next++]) = (takes[i], i);
            }
        }

        public RateLimitTake[] Takes { get; }

        public RateLimitVerdict Rename(in RateLimitVerdict verdict) =>
            verdict.RuleIndex < 0 ? verdict : verdict with { RuleIndex = _indexes[verdict.RuleIndex] };
    }
}
