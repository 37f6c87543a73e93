namespace Gateway.Policies.Configuration;

/// <summary>How the process stops after SIGTERM.</summary>
public sealed class DrainOptions
{
    /// <summary>How long /readyz says 503 while requests are still served, so that load balancers look elsewhere; in its second half clients are asked to leave their connections. Default: 5s.</summary>
    [AllowedDuration("0s", "10m")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight and WebSockets may take after that; then their connections are cut. Default: 30s.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Over how long the closing of open WebSockets is spread, so that their clients do not all connect again at once; at most half of Timeout is used. Default: 5s.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan WebSocketSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long backend and client of a WebSocket may take to answer the Close frame, half of it each; at most half of Timeout is used. Default: 5s.</summary>
    [AllowedDuration("0s", "10m")]
    public TimeSpan WebSocketCloseTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
