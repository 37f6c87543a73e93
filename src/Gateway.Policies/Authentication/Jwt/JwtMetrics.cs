using System.Diagnostics.Metrics;
using Gateway.Policies.Authentication.Jwt.Keys;
using Gateway.Policies.Counters;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>Metrics of token verification, meter "Gateway.Jwt". The tag "scheme" is a configured name; the others come from fixed sets.</summary>
internal sealed class JwtMetrics
{
    private readonly Meter _meter;
    private readonly CellCounter _lookups;
    private readonly Counter<long> _fetches;
    private Func<IReadOnlyList<KeyRingHealth>> _health = static () => [];

    public JwtMetrics(IMeterFactory factory)
    {
        _meter = factory.Create("Gateway.Jwt");
        _lookups = CellCounter.Create(_meter, "gateway.jwt.cache.lookups", "{lookup}", "Lookups in the cache of verified tokens, by outcome (hit, miss).");
        _fetches = _meter.CreateCounter<long>("gateway.jwt.keys.fetches", "{fetch}", "Reads of an issuer's keys, by outcome.");
        _meter.CreateObservableGauge("gateway.jwt.keys", () => Observe(static h => h.KeyCount), "{key}", "Usable keys of an issuer.");
        _meter.CreateObservableGauge("gateway.jwt.keys.healthy", () => Observe(static h => h.IsHealthy ? 1 : 0), null, "1 when the last read of an issuer's keys succeeded.");
    }

    /// <summary>The counters of one scheme's cache.</summary>
    public TokenLookups LookupsOf(string scheme) => new(new OutcomeCells(_lookups, [new("scheme", scheme)], TokenLookups.Outcomes));

    public void Fetched(string scheme, string outcome) => _fetches.Add(1, new("scheme", scheme), new("outcome", outcome));

    /// <summary>Where the gauges read from.</summary>
    public void Observe(Func<IReadOnlyList<KeyRingHealth>> health) => _health = health;

    private IEnumerable<Measurement<int>> Observe(Func<KeyRingHealth, int> value) =>
        _health().Select(h => new Measurement<int>(value(h), new KeyValuePair<string, object?>("scheme", h.Name)));
}

/// <summary>Lookups in the cache of one scheme.</summary>
internal sealed class TokenLookups(OutcomeCells lookups)
{
    public static readonly KeyValuePair<string, object?>[] Outcomes = [new("outcome", "hit"), new("outcome", "miss")];

    public void Hit() => lookups.Count(0);

    public void Miss() => lookups.Count(1);
}
