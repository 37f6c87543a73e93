using System.Net;

namespace Gateway.Policies.Configuration;

/// <summary>
/// The listener for operators: /config, /config/reload, /routes, /keys. On a loopback address whoever is on the machine may use it; anywhere
/// else it needs ApiKeys and speaks TLS only.
/// </summary>
public sealed class AdminOptions
{
    /// <summary>The address to listen on. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The port to listen on; 0 takes any free one. Default: 9901.</summary>
    [AllowedRange(0, 65535)]
    public int Port { get; set; } = 9901;

    /// <summary>
    /// The set in Gateway:ApiKeys whose keys may call, each within its scopes: "admin:read", "admin:reload", "admin:keys:read" and "admin:keys:write". Required when the
    /// address is not a loopback one; there the listener speaks TLS with the certificates of Gateway:Https. Default: none.
    /// </summary>
    public string? ApiKeys { get; set; }
}
