using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Policies;
using Gateway.Policies.Networking;

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

    private static bool TryParseAddress(ReadOnlySpan<char> text, AddressFamily family, [NotNullWhen(true)] out IPAddress? address) =>
        family is AddressFamily.InterNetwork ? AddressText.TryParseV4(text, out address) : AddressText.TryParseV6(text, out address);

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port)
    {
        var valid = WholeNumber.TryParse(text, out port);
        return valid && (text.Length == 1 || text[0] != '0');
    }
}
