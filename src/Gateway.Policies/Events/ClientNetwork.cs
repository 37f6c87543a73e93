using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Policies.Events;

/// <summary>
/// The network that counts as one source: a v4 address, or a v6 /64, of which one subscriber usually has all the addresses.
/// </summary>
internal readonly record struct ClientNetwork(ulong Bits, ClientNetworkKind Kind)
{
    /// <summary>Stands for every source that is no longer told apart.</summary>
    public static ClientNetwork Others => new(0, ClientNetworkKind.Others);

    public static ClientNetwork Of(string? address)
    {
        if (address is null || !IPAddress.TryParse(address, out var ip)) return default;
        Span<byte> bytes = stackalloc byte[16];
        if (ip.AddressFamily == AddressFamily.InterNetwork || ip.IsIPv4MappedToIPv6)
        {
            ip.TryWriteBytes(bytes, out var length);
            return new(BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - 4)..]), ClientNetworkKind.V4);
        }

        ip.TryWriteBytes(bytes, out _);
        return new(BinaryPrimitives.ReadUInt64BigEndian(bytes), ClientNetworkKind.V6);
    }

    /// <summary>The address (v4) or the prefix (v6); null where neither is known.</summary>
    public string? ToText()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        switch (Kind)
        {
            case ClientNetworkKind.V4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Bits);
                return new IPAddress(bytes[..4]).ToString();
            case ClientNetworkKind.V6:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, Bits);
                return $"{new IPAddress(bytes)}/64";
            default:
                return null;
        }
    }
}

/// <summary>What the bits of a <see cref="ClientNetwork"/> mean.</summary>
internal enum ClientNetworkKind : byte
{
    Unknown,
    V4,
    V6,
    Others,
}
