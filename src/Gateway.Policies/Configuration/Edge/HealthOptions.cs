using System.Net;

namespace Gateway.Policies.Configuration;

/// <summary>The listener for probes: /healthz, /readyz and /metrics. It shows no secrets and controls nothing.</summary>
public sealed class HealthOptions
{
    /// <summary>The address to listen on. Default: all addresses, v6 and v4, because probes come from outside the container.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>The port to listen on; 0 takes any free one. Default: 9902.</summary>
    [AllowedRange(0, 65535)]
    public int Port { get; set; } = 9902;
}
