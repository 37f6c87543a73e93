using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Policies.Authentication;

/// <summary>An address as one number: a whole v4 address, or the /64 of a v6 one, which is what one subscriber has at least.</summary>
internal static class AddressPrefix
{
    // v4 addresses live under ffff:ffff::/32, which is multicast and never the source of a connection.
    private const ulong V4 = 0xffff_ffff_0000_0000;

    public static ulong Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(bytes, out _);
            return V4 | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        address.TryWriteBytes(bytes, out _);
        return address.IsIPv4MappedToIPv6
            ? V4 | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>The network around it: v4 /24, v6 /48.</summary>
    public static ulong Widen(ulong prefix) => prefix >= V4 ? prefix & ~0xffUL : prefix & ~0xffffUL;
}
