using System.Net;

namespace Gateway.Policies.Networking;

/// <summary>An immutable set of v4 and v6 networks. A lookup allocates nothing and does not depend on how many networks were listed.</summary>
/// <remarks>The two families are apart: "::/0" is every v6 client and no v4 client.</remarks>
internal sealed class NetworkSet
{
    private readonly RangeTable<uint> _v4;
    private readonly RangeTable<UInt128> _v6;

    public NetworkSet(IEnumerable<IPNetwork> networks)
    {
        List<(uint, uint)> v4 = [];
        List<(UInt128, UInt128)> v6 = [];
        foreach (var network in networks)
        {
            var (isV4, first, last) = Range(network);
            if (isV4) v4.Add(((uint)first, (uint)last));
            else v6.Add((first, last));
        }

        _v4 = new RangeTable<uint>(v4);
        _v6 = new RangeTable<UInt128>(v6);
    }

    /// <summary>Ranges after merging.</summary>
    public int Count => _v4.Count + _v6.Count;

    public bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return _v4.Contains((uint)ClientAddress.ToNumber(address));
        var number = ClientAddress.ToNumber(address);
        return ClientAddress.IsV4(address) ? _v4.Contains((uint)number) : _v6.Contains(number);
    }

    /// <summary>True when every address of the network is in the set.</summary>
    public bool Covers(IPNetwork network)
    {
        var (isV4, first, last) = Range(network);
        return isV4 ? _v4.Covers((uint)first, (uint)last) : _v6.Covers(first, last);
    }

    public bool SameAs(NetworkSet other) => _v4.SameAs(other._v4) && _v6.SameAs(other._v6);

    private static (bool IsV4, UInt128 First, UInt128 Last) Range(IPNetwork network)
    {
        network = ClientAddress.Normalize(network);
        var isV4 = ClientAddress.IsV4(network.BaseAddress);
        var hostBits = (isV4 ? 32 : 128) - network.PrefixLength;
        var hosts = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        var first = ClientAddress.ToNumber(network.BaseAddress);
        return (isV4, first, first | hosts);
    }
}
