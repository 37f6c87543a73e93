using Gateway.Policies.Events;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>All key rings of the process. A ring lives as long as a serving configuration has the issuer with the same values.</summary>
internal sealed class JwtKeyRings : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<KeyRingSettings, JwksKeyRing> _rings = [];
    private readonly KeyDocumentClient _client;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly JwtMetrics _metrics;

    public JwtKeyRings(TimeProvider time, IEventSink events, JwtMetrics metrics, KeyDocumentClient client)
    {
        _time = time;
        _events = events;
        _metrics = metrics;
        _client = client;
        metrics.Observe(Health);
    }

    /// <summary>The ring with these values; a new one has begun to read its keys.</summary>
    public JwksKeyRing GetOrCreate(KeyRingSettings settings)
    {
        lock (_gate)
        {
            if (_rings.TryGetValue(settings, out var ring)) return ring;
            ring = new JwksKeyRing(settings, settings.CreateSource(_client), _time, _events, _metrics);
            _rings.Add(settings, ring);
            ring.Start();
            return ring;
        }
    }

    /// <summary>Ends the rings that are not in use any more.</summary>
    public void Retain(IReadOnlySet<JwksKeyRing> used)
    {
        lock (_gate)
        {
            foreach (var (settings, ring) in _rings)
            {
                if (used.Contains(ring)) continue;
                _rings.Remove(settings);
                ring.Dispose();
            }
        }
    }

    /// <summary>How each issuer's keys fare.</summary>
    public IReadOnlyList<KeyRingHealth> Health()
    {
        lock (_gate) return [.. _rings.Values.Select(r => r.Health)];
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var ring in _rings.Values) ring.Dispose();
            _rings.Clear();
        }

        _client.Dispose();
    }
}
