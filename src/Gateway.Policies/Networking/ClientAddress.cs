using System.Net;
using System.Net.Sockets;

namespace Gateway.Policies.Networking;

/// <summary>
/// One value per address: a v4 client that arrives over a dual-stack socket (::ffff:192.0.2.1) is the same client as 192.0.2.1,
/// so lists and limits must not be escaped by choosing the socket.
/// </summary>
internal static class ClientAddress
{
    /// <summary>The v4 address of a v4-mapped v6 address; any other address unchanged.</summary>
    public static IPAddress Normalize(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>The v4 network of a v4-mapped v6 network (prefix of 96 bits or more); any other network unchanged.</summary>
    public static IPNetwork Normalize(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= 96
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - 96)
            : network;

    /// <summary>The bits of an address as a number, most significant bit first; a scope id is not part of it.</summary>
    public static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static bool IsV4(IPAddress address) => address.AddressFamily is AddressFamily.InterNetwork;
}
