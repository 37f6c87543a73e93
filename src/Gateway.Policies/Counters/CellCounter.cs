using System.Diagnostics.Metrics;

namespace Gateway.Policies.Counters;

/// <summary>
/// An instrument for what happens on every request: who counts holds the cell of its series and adds to it, and the cells are read when somebody
/// collects. A Counter finds the series anew for each addition, by hashing every tag, which costs more than most policies do.
/// </summary>
/// <remarks>
/// Cells are never given up: equal tags find the same one again, so a reload neither loses a count nor starts it anew. Tags are to come from fixed
/// sets and the configuration; many reloads with ever new names end in one cell for the rest.
/// </remarks>
internal sealed class CellCounter
{
    /// <summary>Series of one instrument before the rest is counted in one; what OpenTelemetry is told to keep, too.</summary>
    public const int MaxSeries = 2000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel.metric.overflow", true)];
    private readonly bool _isUpDown;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StripedCount> _byTags = new(StringComparer.Ordinal);
    private volatile Cell[] _cells = [];
    private StripedCount? _rest;

    private CellCounter(bool isUpDown) => _isUpDown = isUpDown;

    /// <summary>Something that only grows. A series is exported from its first count on.</summary>
    public static CellCounter Create(Meter meter, string name, string unit, string description)
    {
        var counter = new CellCounter(isUpDown: false);
        meter.CreateObservableCounter(name, counter.Observe, unit, description);
        return counter;
    }

    /// <summary>Something that comes and goes. A series is exported from the moment that somebody holds its cell.</summary>
    public static CellCounter CreateUpDown(Meter meter, string name, string unit, string description)
    {
        var counter = new CellCounter(isUpDown: true);
        meter.CreateObservableUpDownCounter(name, counter.Observe, unit, description);
        return counter;
    }

    /// <summary>The cell of a series. Ask once and keep it.</summary>
    public StripedCount Of(params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = string.Join('\n', tags.ToArray());
        lock (_gate)
        {
            if (_byTags.TryGetValue(key, out var known)) return known;
            if (_byTags.Count >= MaxSeries - 1) return _rest ??= Add(Overflow);
            return _byTags[key] = Add(tags.ToArray());
        }
    }

    private StripedCount Add(KeyValuePair<string, object?>[] tags)
    {
        var cell = new Cell(tags);
        _cells = [.. _cells, cell];
        return cell.Count;
    }

    private IEnumerable<Measurement<long>> Observe()
    {
        foreach (var cell in _cells)
        {
            var value = cell.Count.Value;
            // Read between another processor's place and this one's, what has ended may be seen before it has begun.
            if (_isUpDown) yield return new(Math.Max(0, value), cell.Tags);
            else if (value != 0) yield return new(value, cell.Tags);
        }
    }

    private sealed record Cell(KeyValuePair<string, object?>[] Tags)
    {
        public StripedCount Count { get; } = new();
    }
}
