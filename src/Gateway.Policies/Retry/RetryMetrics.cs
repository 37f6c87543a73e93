using System.Diagnostics.Metrics;

namespace Gateway.Policies.Retry;

/// <summary>What was sent again, and what was not for want of budget. Tags are bounded: clusters come from the configuration.</summary>
internal sealed class RetryMetrics(IMeterFactory factory)
{
    public const string MeterName = "Gateway.Retry";
    private static readonly KeyValuePair<string, object?>[] Causes = [new("cause", "status"), new("cause", "connection"), new("cause", "timeout")];
    private static readonly KeyValuePair<string, object?>[] Outcomes = [new("outcome", "retried"), new("outcome", "budget-exhausted"), new("outcome", "reported")];

    private readonly Counter<long> _attempts = factory.Create(MeterName).CreateCounter<long>(
        "gateway.retry.attempts", "{attempt}", "Attempts to forward that failed and could be repeated, by cluster, cause and outcome.");

    public void Count(KeyValuePair<string, object?> cluster, RetryCause cause, RetryOutcome outcome) =>
        _attempts.Add(1, cluster, Causes[(int)cause], Outcomes[(int)outcome]);
}
