using System.Diagnostics.Metrics;
using Gateway.Policies.Counters;

namespace Gateway.Policies.Authentication;

/// <summary>Counters of authentication; refusals by policy and reason are counted by the pipeline.</summary>
internal sealed class AuthenticationMetrics
{
    private readonly CellCounter _attempts;
    private readonly Counter<long> _exhausted;

    public AuthenticationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Policies");
        _attempts = CellCounter.Create(meter, "gateway.authentication.attempts", "{attempt}", "Credentials that a scheme verified or refused.");
        _exhausted = meter.CreateCounter<long>(
            "gateway.authentication.budget.exhausted", "{request}", "Credentials refused unread because their address failed too often.");
    }

    /// <summary>The counters of one scheme.</summary>
    public SchemeMetrics Of(string scheme) => new(new OutcomeCells(_attempts, [new("scheme", scheme)], SchemeMetrics.Outcomes));

    public void Exhausted() => _exhausted.Add(1);
}

/// <summary>Attempts by one scheme; the scheme's name comes from the configuration, so the tag is bounded.</summary>
internal sealed class SchemeMetrics(OutcomeCells attempts)
{
    public static readonly KeyValuePair<string, object?>[] Outcomes = [new("outcome", "success"), new("outcome", "failure"), new("outcome", "unavailable")];

    public void Succeeded() => attempts.Count(0);

    public void Failed() => attempts.Count(1);

    public void CouldNotTell() => attempts.Count(2);
}
