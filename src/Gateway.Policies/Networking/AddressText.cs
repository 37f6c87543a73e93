using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Policies.Networking;

/// <summary>
/// Reads IP addresses in the one spelling that everybody reads alike: four decimal numbers without leading zeros (RFC 3986 section 3.2.2), or
/// RFC 4291 section 2.2. <see cref="IPAddress"/> takes "1", "0x7f.1" and "::ffff:010.0.0.1" for addresses, others read 8.0.0.1 there.
/// </summary>
internal static class AddressText
{
    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Either family; no brackets, zone or port.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address) =>
        text.Contains(':') ? TryParseV6(text, out address) : TryParseV4(text, out address);

    public static bool TryParseV4(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return IsV4(text) && IPAddress.TryParse(text, out address);
    }

    /// <summary>A v4-mapped address stays what it is.</summary>
    public static bool TryParseV6(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.IndexOfAnyExcept(V6Characters) >= 0 || (text.Contains('.') && !IsV4(text[(text.LastIndexOf(':') + 1)..]))) return false;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily is not AddressFamily.InterNetworkV6) return false;
        address = parsed;
        return true;
    }

    private static bool IsV4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0') || !WholeNumber.TryParse<byte>(part, out _)) return false;
        }

        return parts == 4;
    }
}
