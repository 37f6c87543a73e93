using System.Diagnostics.CodeAnalysis;
using System.Net;
using Gateway.Policies.Networking;

namespace Gateway.Policies.ForwardedHeaders;

/// <summary>
/// Reads one entry of X-Forwarded-For strictly: "192.0.2.1", "192.0.2.1:443", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443". No
/// zones, no octal or hexadecimal parts, no short v4 forms.
/// </summary>
internal static class NodeAddress
{
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
        return (colon < 0 || IsPortOrNothing(text[colon..])) && AddressText.TryParseV4(colon < 0 ? text : text[..colon], out address);
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = AddressText.TryParseV6(text, out var parsed) ? ClientAddress.Normalize(parsed) : null;
        return address is not null;
    }

    private static bool IsPortOrNothing(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && WholeNumber.TryParse<ushort>(text[1..], out _));
}
