using System.Buffers;
using System.Buffers.Binary;
using System.Net;

namespace Gateway.Hosting.ProxyProtocol;

/// <summary>Version 2: signature, version and command, family, length, addresses, and TLVs, which are skipped.</summary>
internal static class ProxyHeaderV2
{
    public const int PrefixLength = 16;

    /// <summary>Addresses and TLVs; the format allows 65,535, senders use a few hundred.</summary>
    public const int MaxPayloadLength = 4096;

    private const int VersionAndCommandAt = 12;
    private const int FamilyAt = 13;
    private const int LengthAt = 14;
    private const int V4Length = 12;
    private const int V6Length = 36;

    public static ProxyHeaderStatus Parse(
        ReadOnlySpan<byte> prefix, in ReadOnlySequence<byte> buffer, out ProxyHeader header, out int length)
    {
        header = default;
        var payloadLength = BinaryPrimitives.ReadUInt16BigEndian(prefix[LengthAt..]);
        length = PrefixLength + payloadLength;
        if (payloadLength > MaxPayloadLength || prefix[VersionAndCommandAt] >> 4 != 2) return ProxyHeaderStatus.Invalid;
        var command = prefix[VersionAndCommandAt] & 0xF;
        if (command > 1) return ProxyHeaderStatus.Invalid;
        if (buffer.Length < length) return ProxyHeaderStatus.Incomplete;

        // LOCAL: a health check of the proxy itself; whatever addresses it carries have to be ignored.
        if (command == 0) return ProxyHeaderStatus.Complete;
        Span<byte> payload = stackalloc byte[Math.Min((int)payloadLength, V6Length)];
        buffer.Slice(PrefixLength, payload.Length).CopyTo(payload);
        return prefix[FamilyAt] switch
        {
            0x00 => ProxyHeaderStatus.Complete,
            0x11 when payloadLength >= V4Length => Read(payload, 4, out header),
            0x21 when payloadLength >= V6Length => Read(payload, 16, out header),
            _ => ProxyHeaderStatus.Invalid,
        };
    }

    private static ProxyHeaderStatus Read(ReadOnlySpan<byte> payload, int addressLength, out ProxyHeader header)
    {
        var source = new IPAddress(payload[..addressLength]);
        var destination = new IPAddress(payload.Slice(addressLength, addressLength));
        var ports = payload[(addressLength * 2)..];
        header = new ProxyHeader(
            new IPEndPoint(source, BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(destination, BinaryPrimitives.ReadUInt16BigEndian(ports[2..])));
        return ProxyHeaderStatus.Complete;
    }
}
