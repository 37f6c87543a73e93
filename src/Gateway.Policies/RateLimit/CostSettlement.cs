using Gateway.Policies.Events;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.RateLimit;

/// <summary>Charges what the backend says a request cost beyond what was taken beforehand, or gives the rest back. Waits for nothing.</summary>
internal sealed class CostSettlement(TimeProvider time, RateLimitMetrics metrics, IEventSink? events)
{
    private readonly EventThrottle _throttle = new(time);

    public void Settle(Exchange exchange)
    {
        var headers = exchange.Context.Response.Headers;
        for (var charge = exchange.PendingCharge; charge is not null; charge = charge.Next) Settle(exchange, charge, headers);
        exchange.PendingCharge = null;
    }

    private void Settle(Exchange exchange, PendingCharge charge, IHeaderDictionary headers)
    {
        var rule = charge.Tier.Rule;
        var report = rule.CostReport!;
        var values = headers[report.Header];
        if (values.Count == 0) return;
        if (!CostReport.TryRead(values, report.MaxCost ?? charge.Tier.Bucket.Burst, out var cost, out var capped))
        {
            // What was taken beforehand stays taken: a backend's mistake neither frees a request nor stops it.
            metrics.CostReported(rule, CostOutcome.Unreadable);
            Tell(exchange, rule, "cost-unreadable", $"{values.Count} values of {report.Header} that are no single whole number");
            return;
        }

        if (capped) Tell(exchange, rule, "cost-above-maximum", $"{report.Header} above the maximum");
        if (cost == charge.Take.Cost || (cost < charge.Take.Cost && !charge.IsReturnable))
        {
            metrics.CostReported(rule, capped ? CostOutcome.Capped : CostOutcome.Unchanged);
            return;
        }

        var outcome = capped ? CostOutcome.Capped : cost > charge.Take.Cost ? CostOutcome.Charged : CostOutcome.Returned;
        var pending = charge.Store.SettleAsync(charge.Take, cost, time.GetElapsedTime(charge.TakenAt));
        if (pending.IsCompletedSuccessfully) metrics.CostReported(rule, pending.GetAwaiter().GetResult() ? outcome : CostOutcome.Lost);
        else _ = ConcludeAsync(pending, rule, outcome);
    }

    private async Task ConcludeAsync(ValueTask<bool> pending, PlannedRule rule, CostOutcome outcome)
    {
        try
        {
            if (!await pending.ConfigureAwait(false)) outcome = CostOutcome.Lost;
        }
        catch (Exception)
        {
            // Nobody awaits this task: what went wrong is the outcome.
            outcome = CostOutcome.Lost;
        }

        metrics.CostReported(rule, outcome);
    }

    private void Tell(Exchange exchange, PlannedRule rule, string reason, string what)
    {
        if (events is null || !_throttle.TryPass()) return;
        events.Write(new SecurityEvent
        {
            Event = "rate-limit.cost.unusable",
            Outcome = "failure",
            Policy = "RateLimit",
            Reason = reason,
            Note = $"rule {rule.Name}: {what}",
            Route = exchange.Plan.RouteId,
        });
    }
}

/// <summary>What became of a cost that the backend reported.</summary>
internal enum CostOutcome
{
    /// <summary>More than was taken beforehand.</summary>
    Charged,

    /// <summary>Less; the rest was given back.</summary>
    Returned,

    /// <summary>As much as was taken.</summary>
    Unchanged,

    /// <summary>More than the maximum, which was charged.</summary>
    Capped,

    /// <summary>No whole number.</summary>
    Unreadable,

    /// <summary>Not or not wholly counted: the store was away, or the bucket owes as much as it may.</summary>
    Lost,
}
