using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf;

/// <summary>Which rules match, also where the score stays below the threshold: what tuning starts from. Ids are told apart up to a bound.</summary>
internal sealed class WafMetrics : IDisposable
{
    public const string MeterName = "Gateway.Waf";
    public const int MaxRules = 256;

    private static readonly KeyValuePair<string, object?> Other = new("rule", "other");
    private readonly ConcurrentDictionary<long, KeyValuePair<string, object?>> _rules = new();
    private readonly Meter _meter;
    private readonly Counter<long> _matches;
    private readonly Counter<long> _values;
    private int _known;

    public WafMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _matches = _meter.CreateCounter<long>("gateway.waf.matches", "{match}", "Requests that a rule matched, by the rule's id.");
        _values = _meter.CreateCounter<long>("gateway.waf.known_values", "{value}", "Arguments of a form that the contract gives, which rules that cannot match it did not look at.");
    }

    public void Count(IEnumerable<MatchedRule> matches)
    {
        foreach (var match in matches) _matches.Add(1, TagOf(match.Rule.Id));
    }

    public void KnownValues(int count) => _values.Add(count);

    public void Dispose() => _meter.Dispose();

    private KeyValuePair<string, object?> TagOf(long id)
    {
        if (_rules.TryGetValue(id, out var tag)) return tag;
        // Ids come from the operator's files, but reloads may bring ever new ones.
        if (Volatile.Read(ref _known) >= MaxRules || Interlocked.Increment(ref _known) > MaxRules) return Other;
        return _rules.GetOrAdd(id, static id => new("rule", id.ToString(CultureInfo.InvariantCulture)));
    }
}
