using System.Buffers;

namespace Gateway.Hosting.ProxyProtocol;

/// <summary>
/// Reads a header of the PROXY protocol, version 1 (text) or 2 (binary), as HAProxy's proxy-protocol.txt defines them. Strict: one
/// spelling, bounded lengths, and no byte beyond the header is looked at.
/// </summary>
internal static class ProxyHeaderParser
{
    private static ReadOnlySpan<byte> SignatureV2 => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> SignatureV1 => "PROXY "u8;

    /// <param name="buffer">What has been received.</param>
    /// <param name="header">The header, when complete.</param>
    /// <param name="length">How many bytes the header has, when complete.</param>
    public static ProxyHeaderStatus Parse(in ReadOnlySequence<byte> buffer, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        Span<byte> start = stackalloc byte[(int)Math.Min(buffer.Length, ProxyHeaderV2.PrefixLength)];
        buffer.Slice(0, start.Length).CopyTo(start);
        if (start.IsEmpty) return ProxyHeaderStatus.Incomplete;
        if (StartsLike(start, SignatureV1))
        {
            return start.Length < SignatureV1.Length ? ProxyHeaderStatus.Incomplete : ProxyHeaderV1.Parse(buffer, out header, out length);
        }

        if (!StartsLike(start, SignatureV2)) return ProxyHeaderStatus.Invalid;
        return start.Length < ProxyHeaderV2.PrefixLength
            ? ProxyHeaderStatus.Incomplete
            : ProxyHeaderV2.Parse(start, buffer, out header, out length);
    }

    private static bool StartsLike(ReadOnlySpan<byte> received, ReadOnlySpan<byte> signature)
    {
        var common = Math.Min(received.Length, signature.Length);
        return received[..common].SequenceEqual(signature[..common]);
    }
}
