using System.Runtime.CompilerServices;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>Takes the permits of a route's rules, all or none. Waits only when the store does.</summary>
/// <param name="rules">1 to 16 rules.</param>
/// <param name="policyField">The value of RateLimit-Policy; null to send no limit fields.</param>
/// <param name="store">Where permits are counted.</param>
/// <param name="metrics">Counts decisions.</param>
internal sealed class RateLimitStage(PlannedRule[] rules, string? policyField, IRateLimitStore store, RateLimitMetrics metrics) : RequestStage
{
    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var buffer = default(TakeBuffer);
        Span<RateLimitTake> takes = buffer;
        for (var i = 0; i < rules.Length; i++) takes[i] = rules[i].Take(exchange);
        var pending = store.TryTakeAsync(takes[..rules.Length]);
        return pending.IsCompletedSuccessfully
            ? Decide(exchange, pending.GetAwaiter().GetResult())
            : DecideLaterAsync(exchange, pending);
    }

    private async ValueTask<Decision> DecideLaterAsync(Exchange exchange, ValueTask<RateLimitVerdict> pending) => Decide(exchange, await pending);

    private Decision Decide(Exchange exchange, in RateLimitVerdict verdict)
    {
        var rule = verdict.RuleIndex >= 0 ? rules[verdict.RuleIndex] : null;
        if (verdict.StoreUnavailable && rule is not null)
        {
            metrics.Deny(rule);
            return Decision.Reject(rule.Rejections.Unavailable(verdict.RetryAfter));
        }

        // What a shared bucket holds tells about other clients' traffic (draft section 8.2): only limits of the client itself are shown.
        if (policyField is not null && rule is { Bucket.IsPerClient: true })
        {
            // A refusal is told by the rule that refused alone: an earlier item's window must not reach past Retry-After (section 6).
            exchange.RateLimitItems = rule.Headers.Item(verdict.IsAdmitted ? exchange.RateLimitItems : null, verdict);
            exchange.SetResponseHeader("RateLimit-Policy", policyField);
            exchange.SetResponseHeader("RateLimit", exchange.RateLimitItems);
        }

        if (verdict.IsAdmitted)
        {
            metrics.Admit(rules);
            return Decision.Continue;
        }

        // A store that refuses names the rule; one that does not is a defect and must not become an admission.
        if (rule is null) throw new InvalidOperationException("The rate limit store refused without naming a rule.");
        metrics.Refuse(rule);
        return Decision.Reject(rule.Rejections.After(verdict.RetryAfter, verdict.Overflowed));
    }

    [InlineArray(RateLimitOptionsValidator.MaxRules)]
    private struct TakeBuffer
    {
        private RateLimitTake _first;
    }
}
