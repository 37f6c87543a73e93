using System.Buffers;

namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 5321 section 4.1.2 mailboxes: dot-strings and quoted strings before the @, host names and address literals behind it. RFC 6531 adds what is not ASCII.</summary>
internal static class EmailFormat
{
    private static readonly SearchValues<byte> AtomBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."u8);

    public static bool IsValid(ReadOnlySpan<byte> text, bool international)
    {
        var at = text.LastIndexOf((byte)'@');
        if (at <= 0 || at > 64 || text.Length > 254) return false;
        return IsLocalPart(text[..at], international) && IsDomain(text[(at + 1)..], international);
    }

    private static bool IsLocalPart(ReadOnlySpan<byte> local, bool international)
    {
        if (local[0] == '"') return IsQuoted(local, international);
        if (local[0] == '.' || local[^1] == '.' || local.IndexOf(".."u8) >= 0) return false;
        foreach (var b in local)
        {
            if (b >= 128 ? !international : !AtomBytes.Contains(b)) return false;
        }

        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> local, bool international)
    {
        if (local.Length < 2 || local[^1] != '"') return false;
        for (var i = 1; i < local.Length - 1; i++)
        {
            if (local[i] == '\\')
            {
                if (++i == local.Length - 1) return false;
            }
            else if (local[i] == '"')
            {
                return false;
            }

            if (local[i] < ' ' || local[i] == 127 || (local[i] >= 128 && !international)) return false;
        }

        return true;
    }

    private static bool IsDomain(ReadOnlySpan<byte> domain, bool international)
    {
        if (domain.Length < 3 || domain[0] != '[') return international ? IdnHostnameFormat.IsValid(domain) : HostnameFormat.IsValid(domain);
        if (domain[^1] != ']') return false;
        var literal = domain[1..^1];
        return literal.StartsWith("IPv6:"u8) ? IpFormats.IsV6(literal[5..]) : IpFormats.IsV4(literal);
    }
}
