using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Policies.Networking;

namespace Gateway.Policies.ForwardedHeaders;

/// <summary>
/// Reads one entry of X-Forwarded-For strictly: "192.0.2.1", "192.0.2.1:443", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443". No
/// zones, no octal or hexadecimal parts, no short v4 forms: <see cref="IPAddress"/> takes "1" and "0x7f.1" for addresses.
/// </summary>
internal static class NodeAddress
{
    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length is 0 or > 64) return false;
        if (text[0] == '[')
        {
            var close = text.IndexOf(']');
            return close > 0 && IsPortOrNothing(text[(close + 1)..]) && TryParseV6(text[1..close], out address);
        }

        var colon = text.IndexOf(':');
        if (colon != text.LastIndexOf(':')) return TryParseV6(text, out address);
        return (colon < 0 || IsPortOrNothing(text[colon..])) && TryParseV4(colon < 0 ? text : text[..colon], out address);
    }

    private static bool TryParseV4(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')) return false;
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return false;
        }

        return parts == 4 && IPAddress.TryParse(text, out address);
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.IndexOfAnyExcept(V6Characters) >= 0 || !IPAddress.TryParse(text, out var parsed)) return false;
        if (parsed.AddressFamily is not AddressFamily.InterNetworkV6) return false;
        address = ClientAddress.Normalize(parsed);
        return true;
    }

    private static bool IsPortOrNothing(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && ushort.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
