using System.Diagnostics.Metrics;

namespace Gateway.Policies.WebSocket;

/// <summary>What is open, and what the gateway closed by a rule.</summary>
internal sealed class WebSocketMetrics : IDisposable
{
    public const string MeterName = "Gateway.WebSocket";
    private readonly Meter _meter;
    private readonly Counter<long> _closed;
    private readonly UpDownCounter<long> _open;

    public WebSocketMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _closed = _meter.CreateCounter<long>("gateway.websocket.closed", "{websocket}", "WebSockets that a rule closed, or would have in Report mode, by reason and outcome.");
        _open = _meter.CreateUpDownCounter<long>("gateway.websocket.open", "{websocket}", "Open WebSockets of this process.");
    }

    public void Opened() => _open.Add(1);

    public void Ended() => _open.Add(-1);

    public void Closed(string reason, string outcome) =>
        _closed.Add(1, new KeyValuePair<string, object?>("reason", reason), new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => _meter.Dispose();
}
