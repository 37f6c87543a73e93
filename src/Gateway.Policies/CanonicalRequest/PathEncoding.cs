using System.Buffers;
using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Between the canonical spelling of a path and what ASP.NET Core calls the path: decoded, except that "%2F" stays as it is. Canonical
/// paths have no "%25" before two hex digits, so a "%2F" in the decoded form is always an encoded slash.
/// </summary>
internal static class PathEncoding
{
    private static readonly SearchValues<char> Unencoded =
        SearchValues.Create("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@;");

    /// <summary>The decoded form of a canonical path.</summary>
    public static string Decode(ReadOnlySpan<char> canonical)
    {
        var text = new StringBuilder(canonical.Length);
        for (var i = 0; i < canonical.Length; i++)
        {
            if (canonical[i] != '%')
            {
                text.Append(canonical[i]);
            }
            else if (Percent.TryReadOctet(canonical[i..], out var octet) && octet is < 0x80 and not (byte)'/')
            {
                text.Append((char)octet);
                i += 2;
            }
            else if (octet >= 0x80 && Percent.TryReadRune(canonical[i..], out var rune, out var octets))
            {
                text.Append(rune.ToString());
                i += (octets * 3) - 1;
            }
            else
            {
                text.Append('%');
            }
        }

        return text.ToString();
    }

    /// <summary>The encoded form of a decoded path; the same instance when nothing needs encoding.</summary>
    /// <param name="path">The decoded path.</param>
    /// <param name="keepEncodedSlash">"%2F" in the path is an encoded slash, not a percent sign and two letters.</param>
    public static string Encode(string path, bool keepEncodedSlash)
    {
        if (path.AsSpan().IndexOfAnyExcept(Unencoded) < 0) return path;
        var text = new StringBuilder(path.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        Span<char> octet = stackalloc char[3];
        for (var i = 0; i < path.Length; i++)
        {
            if (Unencoded.Contains(path[i]) || (keepEncodedSlash && path.AsSpan(i).StartsWith("%2F")))
            {
                text.Append(path[i]);
                continue;
            }

            // A lone surrogate becomes U+FFFD here and is then no longer what was authorised; the gate has refused it before.
            if (Rune.DecodeFromUtf16(path.AsSpan(i), out var rune, out var consumed) is OperationStatus.Done) i += consumed - 1;
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
            {
                Percent.WriteOctet(octet, b);
                text.Append(octet);
            }
        }

        return text.ToString();
    }
}
