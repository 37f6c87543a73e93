using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Hosting.ProxyProtocol;

/// <summary>Version 1: "PROXY TCP4 192.0.2.1 198.51.100.1 51234 443" and CR LF, at most 107 bytes.</summary>
internal static class ProxyHeaderV1
{
    public const int MaxLength = 107;

    public static ProxyHeaderStatus Parse(in ReadOnlySequence<byte> buffer, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        Span<byte> line = stackalloc byte[(int)Math.Min(buffer.Length, MaxLength)];
        buffer.Slice(0, line.Length).CopyTo(line);
        var end = line.IndexOf((byte)'\n');
        if (end < 0) return line.Length < MaxLength ? ProxyHeaderStatus.Incomplete : ProxyHeaderStatus.Invalid;
        if (line[end - 1] != '\r') return ProxyHeaderStatus.Invalid;
        length = end + 1;
        Span<char> text = stackalloc char[MaxLength];
        return Encoding.Latin1.TryGetChars(line[..(end - 1)], text, out var count) && TryParse(text[..count], out header)
            ? ProxyHeaderStatus.Complete
            : ProxyHeaderStatus.Invalid;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out ProxyHeader header)
    {
        header = default;
        Span<Range> parts = stackalloc Range[7];
        var count = text.Split(parts, ' ');

        // What follows UNKNOWN has to be ignored.
        if (count >= 2 && text[parts[1]] is "UNKNOWN") return true;
        if (count != 6) return false;
        AddressFamily family;
        if (text[parts[1]] is "TCP4") family = AddressFamily.InterNetwork;
        else if (text[parts[1]] is "TCP6") family = AddressFamily.InterNetworkV6;
        else return false;
        if (!TryParseAddress(text[parts[2]], family, out var source) || !TryParseAddress(text[parts[3]], family, out var destination)
            || !TryParsePort(text[parts[4]], out var sourcePort) || !TryParsePort(text[parts[5]], out var destinationPort))
        {
            return false;
        }

        header = new ProxyHeader(new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort));
        return true;
    }

    // IPAddress reads "1" and "0x7f.1" too; the canonical form of what it read has to be what was sent.
    private static bool TryParseAddress(ReadOnlySpan<char> text, AddressFamily family, out IPAddress address)
    {
        address = IPAddress.None;
        var digits = family is AddressFamily.InterNetwork ? "0123456789." : "0123456789abcdefABCDEF:.";
        if (text.IndexOfAnyExcept(digits) >= 0 || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != family) return false;
        address = parsed;
        return family is AddressFamily.InterNetworkV6 || text.SequenceEqual(parsed.ToString());
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port)
    {
        var valid = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
        return valid && (text.Length == 1 || text[0] != '0');
    }
}
