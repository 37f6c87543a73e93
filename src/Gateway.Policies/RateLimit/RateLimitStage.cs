using System.Runtime.CompilerServices;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit.Usage;

namespace Gateway.Policies.RateLimit;

/// <summary>Takes the permits of a route's rules, all or none. Waits only when the store does.</summary>
/// <param name="rules">1 to 16 rules.</param>
/// <param name="fields">The values of RateLimit-Policy; null to send no limit fields.</param>
/// <param name="store">Where permits are counted.</param>
/// <param name="metrics">Counts decisions.</param>
/// <param name="time">Says when a take was made whose cost is corrected later.</param>
internal sealed class RateLimitStage(PlannedRule[] rules, PolicyFields? fields, IRateLimitStore store, RateLimitMetrics metrics, TimeProvider time) : RequestStage
{
    private readonly bool _asksForCosts = Array.Exists(rules, static r => r.CostReport is not null);

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var takeBuffer = default(TakeBuffer);
        var tierBuffer = default(TierBuffer);
        Span<RateLimitTake> takes = takeBuffer;
        Span<RuleTier> tiers = tierBuffer;
        var count = 0;
        foreach (var rule in rules)
        {
            if (rule.Select(exchange) is not { } tier) continue;
            takes[count] = tier.Take(exchange);
            tiers[count++] = tier;
        }

        if (count == 0) return default;
        takes = takes[..count];
        tiers = tiers[..count];
        var startedAt = _asksForCosts ? time.GetTimestamp() : 0;
        var pending = store.TryTakeAsync(takes);
        return pending.IsCompletedSuccessfully
            ? new(Decide(exchange, takes, tiers, startedAt, pending.GetAwaiter().GetResult()))
            : DecideLaterAsync(exchange, _asksForCosts ? takes.ToArray() : [], tiers.ToArray(), startedAt, pending);
    }

    /// <summary>Looks at the buckets of a client that an operator describes, and takes nothing. Asks the shared store for those that it counts.</summary>
    public async Task FindAsync(ClientDescription client, ICollection<LimitUse> found)
    {
        foreach (var tier in rules.Where(r => client.Concerns(r.By)).SelectMany(static r => r.All))
        {
            if (tier.Look(client) is not { } look || found.Any(f => f.Partition == look.Partition)) continue;
            var verdict = await store.TryTakeAsync([look]);
            var rule = look.Rule;
            // A look is refused by a bucket that owes permits, or by the store being away.
            var remaining = verdict.StoreUnavailable ? (long?)null : verdict.RuleIndex < 0 && !rule.IsPerClient ? null : verdict.Remaining;
            if (tier.Number > 0 && remaining == rule.Burst) continue;
            found.Add(new("RateLimit", rule.Name, look.Partition, rule.Burst, 1 - ((remaining ?? rule.Burst) / (double)rule.Burst))
            {
                By = rule.By,
                IsShared = rule.IsShared && store.IsShared && !verdict.IsDegraded,
                Remaining = remaining,
            });
        }
    }

    private async ValueTask<Decision> DecideLaterAsync(
        Exchange exchange, RateLimitTake[] takes, RuleTier[] tiers, long startedAt, ValueTask<RateLimitVerdict> pending)
    {
        var verdict = await pending;
        return Decide(exchange, takes, tiers, startedAt, verdict);
    }

    private Decision Decide(
        Exchange exchange, ReadOnlySpan<RateLimitTake> takes, ReadOnlySpan<RuleTier> tiers, long startedAt, in RateLimitVerdict verdict)
    {
        var tier = verdict.RuleIndex >= 0 ? tiers[verdict.RuleIndex] : null;
        if (verdict.StoreUnavailable && tier is not null)
        {
            metrics.Deny(tier.Rule);
            return Decision.Reject(tier.Rule.Rejections.Unavailable(verdict.RetryAfter));
        }

        // What a shared bucket holds tells about other clients' traffic (draft section 8.2): only limits of the client itself are shown.
        if (fields is not null && tier is { Bucket.IsPerClient: true }) State(exchange, tiers, tier, verdict);
        if (verdict.IsAdmitted)
        {
            metrics.Admit(tiers);
            if (_asksForCosts) Remember(exchange, takes, tiers, startedAt, verdict);
            return Decision.Continue;
        }

        // A store that refuses names the rule; one that does not is a defect and must not become an admission.
        if (tier is null) throw new InvalidOperationException("The rate limit store refused without naming a rule.");
        metrics.Refuse(tier.Rule);
        return Decision.Reject(tier.Rule.Rejections.After(verdict.RetryAfter, verdict.Overflowed));
    }

    private void State(Exchange exchange, ReadOnlySpan<RuleTier> tiers, RuleTier shown, in RateLimitVerdict verdict)
    {
        // A refusal is told by the rule that refused alone: an earlier item's window must not reach past Retry-After (section 6).
        exchange.RateLimitItems = shown.Headers.Item(verdict.IsAdmitted ? exchange.RateLimitItems : null, verdict);
        exchange.RateLimitPolicies = fields!.For(rules, tiers, exchange.RateLimitPolicies);
        exchange.SetResponseHeader("RateLimit-Policy", exchange.RateLimitPolicies);
        exchange.SetResponseHeader("RateLimit", exchange.RateLimitItems);
    }

    private void Remember(
        Exchange exchange, ReadOnlySpan<RateLimitTake> takes, ReadOnlySpan<RuleTier> tiers, long startedAt, in RateLimitVerdict verdict)
    {
        for (var i = 0; i < tiers.Length; i++)
        {
            if (tiers[i].Rule.CostReport is null) continue;
            // Paid into another bucket than the one that would give back.
            var returnable = !verdict.Overflowed && !(verdict.IsDegraded && tiers[i].Rule.IsShared);
            exchange.PendingCharge = new(tiers[i], takes[i], store, startedAt, returnable, exchange.PendingCharge);
        }
    }

    [InlineArray(RateLimitOptionsValidator.MaxRules)]
    private struct TakeBuffer
    {
        private RateLimitTake _first;
    }

    [InlineArray(RateLimitOptionsValidator.MaxRules)]
    private struct TierBuffer
    {
        private RuleTier _first;
    }
}
