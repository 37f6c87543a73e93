using Gateway.Policies.Pipeline;

namespace Gateway.Policies.WebSocket;

/// <summary>The limits of one route on a WebSocket that is open.</summary>
internal sealed class WebSocketRules(WebSocketOptions options)
{
    /// <summary>What breaks a limit is recorded and goes on.</summary>
    public bool ReportsOnly { get; } = options.Mode is PolicyMode.Report;

    public long MaxMessageBytes { get; } = options.MaxMessageBytes;

    public double MessagesPerSecond { get; } = options.MessagesPerSecond;

    public double MessageBurst { get; } = options.MessageBurst ?? (2.0 * options.MessagesPerSecond);

    public double BytesPerSecond { get; } = options.BytesPerSecond;

    /// <summary>A message that may be sent at all has to fit in.</summary>
    public double ByteBurst { get; } = Math.Max(options.BytesPerSecond, options.MaxMessageBytes);

    public TimeSpan IdleTimeout { get; } = options.IdleTimeout;

    public TimeSpan MaxDuration { get; } = options.MaxDuration;
}
