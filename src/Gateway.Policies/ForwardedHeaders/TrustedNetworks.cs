using System.Net;

namespace Gateway.Policies.ForwardedHeaders;

/// <summary>A set of networks in which a v4 address and its v4-mapped v6 form are the same.</summary>
internal sealed class TrustedNetworks(IReadOnlyList<IPNetwork> networks)
{
    private const int MappedPrefix = 96;

    private readonly IPNetwork[] _networks = [.. networks.Select(Normalize)];

    public bool IsEmpty => _networks.Length == 0;

    public bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var network in _networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    private static IPNetwork Normalize(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
            : network;
}
