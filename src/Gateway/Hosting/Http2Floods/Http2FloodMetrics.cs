using System.Diagnostics.Metrics;

namespace Gateway.Hosting.Http2Floods;

/// <summary>Connections that were closed for what they sent, on the meter "Gateway.Connections".</summary>
internal sealed class Http2FloodMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _closed = meters.Create("Gateway.Connections").CreateCounter<long>(
        "gateway.connections.closed", "{connection}", "Client connections that were closed for what came over them, by reason.");

    public void Closed(string reason) => _closed.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
