using Gateway.Policies.Pipeline;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf;

/// <summary>Makes a decision of what the rules found, and counts it.</summary>
internal sealed class WafJudge(WafRejections rejections, WafParts parts)
{
    public WafRejections Rejections => rejections;

    /// <summary>After phase 2, or after a phase that interrupted.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="transaction">The rules' view of it.</param>
    /// <param name="enforces">Whether this request can be refused.</param>
    /// <param name="policyEnforces">Whether the policy refuses requests at all; where it does not, the runner reports.</param>
    /// <param name="otherwise">What there is to refuse where the rules do not.</param>
    public Decision OfRequest(Exchange exchange, Transaction transaction, bool enforces, bool policyEnforces, Rejection? otherwise = null)
    {
        var matches = transaction.Matches;
        // Those of an answer that came before the end of the body have been counted.
        if (matches.Count > 0) parts.Metrics.Count(matches.Where(static m => m.Rule.Phase <= 2));
        var rejection = transaction.RequestVerdict is { } verdict ? rejections.OfRequest(transaction, verdict) : otherwise ?? (transaction.Overflowed ? WafRejections.Overflow : null);
        return rejection is null ? Decision.Continue : Decide(exchange, rejection, enforces && transaction.MayRefuse, policyEnforces);
    }

    /// <summary>Refuses, or reports a request of a client that the policy does not enforce for yet.</summary>
    public Decision Decide(Exchange exchange, Rejection rejection, bool enforces, bool policyEnforces)
    {
        if (enforces || !policyEnforces) return Decision.Reject(rejection);
        parts.Rejections.Report(exchange, WafPolicy.PolicyName, rejection);
        return Decision.Continue;
    }
}
