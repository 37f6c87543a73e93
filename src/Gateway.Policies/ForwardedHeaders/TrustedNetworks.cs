using System.Net;
using Gateway.Policies.Networking;

namespace Gateway.Policies.ForwardedHeaders;

/// <summary>A set of networks in which a v4 address and its v4-mapped v6 form are the same.</summary>
internal sealed class TrustedNetworks(IReadOnlyList<IPNetwork> networks)
{
    private readonly IPNetwork[] _networks = [.. networks.Select(ClientAddress.Normalize)];

    public bool IsEmpty => _networks.Length == 0;

    public bool Contains(IPAddress address)
    {
        address = ClientAddress.Normalize(address);
        foreach (var network in _networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }
}
