using System.Buffers;
using System.Text;

namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 3986 URIs and references, by its grammar; RFC 3987 lets characters beyond ASCII stand where unreserved ones may.</summary>
internal static class UriFormats
{
    private static readonly SearchValues<byte> PathBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/"u8);
    private static readonly SearchValues<byte> QueryBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?"u8);
    private static readonly SearchValues<byte> UserBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:"u8);
    private static readonly SearchValues<byte> HostBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;="u8);

    public static bool IsValid(ReadOnlySpan<byte> text, bool relative, bool international)
    {
        var hash = text.IndexOf((byte)'#');
        if (hash >= 0)
        {
            if (!AreAllowed(text[(hash + 1)..], QueryBytes, international, privateUse: false)) return false;
            text = text[..hash];
        }

        var query = text.IndexOf((byte)'?');
        if (query >= 0)
        {
            if (!AreAllowed(text[(query + 1)..], QueryBytes, international, privateUse: true)) return false;
            text = text[..query];
        }

        var scheme = SchemeLength(text);
        if (scheme > 0) text = text[(scheme + 1)..];
        else if (!relative) return false;
        if (text.StartsWith("//"u8))
        {
            text = text[2..];
            var slash = text.IndexOf((byte)'/');
            if (!IsAuthority(slash < 0 ? text : text[..slash], international)) return false;
            text = slash < 0 ? default : text[slash..];
        }
        else if (scheme == 0)
        {
            // path-noscheme: a colon in the first segment would make it a scheme.
            var slash = text.IndexOf((byte)'/');
            if ((slash < 0 ? text : text[..slash]).Contains((byte)':')) return false;
        }

        return AreAllowed(text, PathBytes, international, privateUse: false);
    }

    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetter((char)text[0])) return 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == ':') return i;
            if (!char.IsAsciiLetterOrDigit((char)text[i]) && text[i] is not ((byte)'+' or (byte)'-' or (byte)'.')) return 0;
        }

        return 0;
    }

    private static bool IsAuthority(ReadOnlySpan<byte> text, bool international)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at >= 0)
        {
            if (!AreAllowed(text[..at], UserBytes, international, privateUse: false)) return false;
            text = text[(at + 1)..];
        }

        int port;
        if (text.StartsWith("["u8))
        {
            var end = text.IndexOf((byte)']');
            if (end < 0 || !IsIpLiteral(text[1..end])) return false;
            text = text[(end + 1)..];
            if (text.IsEmpty) return true;
            if (text[0] != ':') return false;
            port = 0;
        }
        else
        {
            port = text.IndexOf((byte)':');
            if (!AreAllowed(port < 0 ? text : text[..port], HostBytes, international, privateUse: false)) return false;
        }

        return port < 0 || !text[(port + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool IsIpLiteral(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (text[0] | 0x20) != 'v') return IpFormats.IsV6(text);
        var dot = text.IndexOf((byte)'.');
        if (dot < 2 || dot == text.Length - 1) return false;
        foreach (var digit in text[1..dot])
        {
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        }

        return !text[(dot + 1)..].ContainsAnyExcept(UserBytes);
    }

    private static bool AreAllowed(ReadOnlySpan<byte> text, SearchValues<byte> plain, bool international, bool privateUse)
    {
        while (true)
        {
            var special = text.IndexOfAnyExcept(plain);
            if (special < 0) return true;
            text = text[special..];
            if (text[0] == '%')
            {
                if (text.Length < 3 || !char.IsAsciiHexDigit((char)text[1]) || !char.IsAsciiHexDigit((char)text[2])) return false;
                text = text[3..];
            }
            else
            {
                if (!international || text[0] < 128 || Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done || !IsInternational(rune.Value, privateUse)) return false;
                text = text[length..];
            }
        }
    }

    /// <summary>RFC 3987 ucschar, and iprivate in queries.</summary>
    private static bool IsInternational(int point, bool privateUse) => point switch
    {
        (>= 0xA0 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF) => true,
        (>= 0xE000 and <= 0xF8FF) or >= 0xF0000 => privateUse && (point & 0xFFFE) != 0xFFFE,
        >= 0x10000 and < 0xE0000 => (point & 0xFFFE) != 0xFFFE,
        >= 0xE1000 => (point & 0xFFFE) != 0xFFFE,
        _ => false,
    };
}
