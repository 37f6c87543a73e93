using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>Counts callers whose tier a rule does not know, and tells the operator once a minute: a misspelled plan costs a customer its limits.</summary>
internal sealed class TierAlarm(TimeProvider time, RateLimitMetrics metrics, IEventSink? events)
{
    private const int MaxShown = 64;
    private readonly EventThrottle _throttle = new(time);

    /// <param name="rule">The rule.</param>
    /// <param name="exchange">The request.</param>
    /// <param name="tier">The tier; null when the credential names several.</param>
    public void Raise(PlannedRule rule, Exchange exchange, string? tier)
    {
        metrics.UnknownTier(rule);
        if (events is null || !_throttle.TryPass()) return;
        events.Write(new SecurityEvent
        {
            Event = "rate-limit.tier.unknown",
            Outcome = "failure",
            Policy = "RateLimit",
            Reason = tier is null ? "several-tiers" : "unknown-tier",
            Note = $"rule {rule.Name}: {(tier is null ? "several tiers" : $"no tier \"{Shown(tier)}\"")}; the rule's own values apply",
            Consumer = exchange.Identity?.Consumer,
            Route = exchange.Plan.RouteId,
        });
    }

    // The text is the identity provider's, not ours.
    private static string Shown(string tier)
    {
        var text = tier.Length > MaxShown ? tier[..MaxShown] : tier;
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "(not printable)" : text;
    }
}
