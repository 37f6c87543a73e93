using System.Diagnostics.Metrics;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>Metrics of key sets in Redis, meter "Gateway.ApiKeys". The tag "scheme" is a configured name; reasons are a fixed set.</summary>
internal sealed class ApiKeyMetrics
{
    private readonly Counter<long> _refused;
    private Func<IReadOnlyList<KeySetHealth>> _health = static () => [];

    public ApiKeyMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Gateway.ApiKeys");
        _refused = meter.CreateCounter<long>(
            "gateway.api_keys.refused", "{record}", "Records of key sets in Redis, or whole sets, that were read and not believed.");
        meter.CreateObservableGauge("gateway.api_keys", () => Observe(static h => h.Keys), "{key}", "Keys of a set in Redis that this replica knows.");
        meter.CreateObservableGauge(
            "gateway.api_keys.age", () => Observe(static h => h.Age.TotalSeconds), "s", "Time since a set in Redis was last confirmed; since the start when it never was.");
    }

    /// <summary>Where the gauges read from.</summary>
    public void Observe(Func<IReadOnlyList<KeySetHealth>> health) => _health = health;

    public void Refused(string scheme, string reason, int count) => _refused.Add(count, new("scheme", scheme), new("reason", reason));

    private IEnumerable<Measurement<T>> Observe<T>(Func<KeySetHealth, T> value)
        where T : struct => _health().Select(h => new Measurement<T>(value(h), new KeyValuePair<string, object?>("scheme", h.Scheme)));
}

/// <summary>How a set in Redis fares on this replica.</summary>
/// <param name="Scheme">"ApiKey:NAME".</param>
/// <param name="IsReady">A set is known; otherwise its callers get 503.</param>
/// <param name="Version">The version that is known; 0 for none.</param>
/// <param name="Keys">How many keys it has.</param>
/// <param name="Age">Time since the store was last seen to hold this very version.</param>
/// <param name="Problem">What is wrong with what the store holds; null when nothing is.</param>
internal sealed record KeySetHealth(string Scheme, bool IsReady, long Version, int Keys, TimeSpan Age, string? Problem);
