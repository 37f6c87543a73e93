using System.Diagnostics;

namespace Gateway.Policies.Pipeline;

/// <summary>Says on the request's span who refused or reported it and why: the same words as in event and metric, nothing of the request.</summary>
internal static class RefusalTrace
{
    public const string Policy = "gateway.policy";
    public const string Outcome = "gateway.outcome";
    public const string Reason = "gateway.reason";

    /// <summary>Marks the current span, if the request is traced. A request may be reported by several policies: the last one stands.</summary>
    public static void Record(string policy, string outcome, string reason)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span) return;
        span.SetTag(Policy, policy);
        span.SetTag(Outcome, outcome);
        span.SetTag(Reason, reason);
    }
}
