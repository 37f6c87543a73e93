namespace Gateway.Policies.Configuration;

/// <summary>How the process stops after SIGTERM.</summary>
public sealed class DrainOptions
{
    /// <summary>How long /readyz says 503 while requests are still served, so that load balancers look elsewhere. Default: 5s.</summary>
    [AllowedDuration("0s", "10m")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight may take after that; then their connections are cut. Default: 30s.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
