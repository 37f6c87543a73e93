using System.Diagnostics.Metrics;

namespace Gateway.Hosting.Connections;

/// <summary>Connections that were refused before anything was read from them, on the meter "Gateway.Connections".</summary>
internal sealed class ConnectionMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _refused = meters.Create("Gateway.Connections").CreateCounter<long>(
        "gateway.connections.refused", "{connection}", "Client connections that were closed at once because of a limit, by reason.");

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
