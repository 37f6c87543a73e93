using System.Diagnostics.Metrics;

namespace Gateway.Policies.Pipeline;

/// <summary>What policies decided. Only what is not "continue" is counted: the allow path pays nothing.</summary>
public sealed class PolicyMetrics : IDisposable
{
    /// <summary>The meter of everything under Gateway.Policies.</summary>
    public const string MeterName = "Gateway.Policies";

    private readonly Meter _meter;
    private readonly Counter<long> _decisions;

    public PolicyMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _decisions = _meter.CreateCounter<long>(
            "gateway.policy.decisions", "{decision}", "Requests that a policy rejected, reported, answered or failed on.");
    }

    /// <param name="policy">A name of the catalogue, or of a part of the pipeline (Routing, CanonicalRequest, Forwarding).</param>
    /// <param name="outcome">"rejected", "reported", "answered" or "failed".</param>
    /// <param name="reason">From the fixed set of the policy.</param>
    public void Count(string policy, string outcome, string reason) => _decisions.Add(
        1,
        new KeyValuePair<string, object?>("policy", policy),
        new KeyValuePair<string, object?>("outcome", outcome),
        new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
