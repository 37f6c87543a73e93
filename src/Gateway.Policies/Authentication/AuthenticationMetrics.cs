using System.Diagnostics.Metrics;

namespace Gateway.Policies.Authentication;

/// <summary>Counters of authentication; refusals by policy and reason are counted by the pipeline.</summary>
internal sealed class AuthenticationMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _exhausted;

    public AuthenticationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Policies");
        _attempts = meter.CreateCounter<long>("gateway.authentication.attempts", "{attempt}", "Credentials that a scheme verified or refused.");
        _exhausted = meter.CreateCounter<long>(
            "gateway.authentication.budget.exhausted", "{request}", "Credentials refused unread because their address failed too often.");
    }

    /// <summary>The counters of one scheme, with its tags made once.</summary>
    public SchemeMetrics Of(string scheme) => new(_attempts, scheme);

    public void Exhausted() => _exhausted.Add(1);
}

/// <summary>Attempts by one scheme; the scheme's name comes from the configuration, so the tag is bounded.</summary>
internal sealed class SchemeMetrics(Counter<long> attempts, string scheme)
{
    private readonly KeyValuePair<string, object?> _scheme = new("scheme", scheme);
    private readonly KeyValuePair<string, object?> _success = new("outcome", "success");
    private readonly KeyValuePair<string, object?> _failure = new("outcome", "failure");
    private readonly KeyValuePair<string, object?> _unavailable = new("outcome", "unavailable");

    public void Succeeded() => attempts.Add(1, _scheme, _success);

    public void Failed() => attempts.Add(1, _scheme, _failure);

    public void CouldNotTell() => attempts.Add(1, _scheme, _unavailable);
}
