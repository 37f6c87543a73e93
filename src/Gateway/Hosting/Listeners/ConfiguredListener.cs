using System.Net;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Listeners;

/// <summary>A listener as the configuration says it.</summary>
/// <param name="Member">Its member: "Gateway:Https".</param>
/// <param name="Address">Where it listens; null for all addresses.</param>
/// <param name="Port">Its port; 0 for any free one.</param>
internal sealed record ConfiguredListener(string Member, IPAddress? Address, int Port)
{
    /// <summary>All of them, in the order in which the server opens them.</summary>
    public static IReadOnlyList<ConfiguredListener> Of(GatewayOptions gateway)
    {
        var listeners = new List<ConfiguredListener> { new("Gateway:Https", gateway.Https.Address, gateway.Https.Port) };
        if (gateway.Http is { } http) listeners.Add(new("Gateway:Http", http.Address, http.Port));
        if (gateway.Health is { } health) listeners.Add(new("Gateway:Health", health.Address, health.Port));
        if (gateway.Admin is { } admin) listeners.Add(new("Gateway:Admin", admin.Address, admin.Port));
        return listeners;
    }

    /// <summary>True when this listener opens the endpoint.</summary>
    public bool Opens(IPEndPoint endpoint) => Port == endpoint.Port
        && (Address is null ? endpoint.Address.Equals(IPAddress.IPv6Any) || endpoint.Address.Equals(IPAddress.Any) : Address.Equals(endpoint.Address));
}
