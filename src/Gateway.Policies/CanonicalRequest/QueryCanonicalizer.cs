using System.Buffers;
using System.Text;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// The one canonical spelling of a query. Reserved characters keep the form they came in, because "&amp;" and "%26" differ; unreserved
/// ones are decoded, and the few illegal ones that browsers send raw are encoded.
/// </summary>
internal static class QueryCanonicalizer
{
    // RFC 3986 section 3.4, and the brackets that "filter[name]=x" has in the wild.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("/?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@;[]");

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly SearchValues<char> EncodedForClient = SearchValues.Create("<>\"|^`{}\\");

    /// <summary>Null when the query is acceptable.</summary>
    /// <param name="raw">The query as it came, without the leading '?'.</param>
    /// <param name="canonical">The canonical spelling; null when <paramref name="raw"/> has it already.</param>
    public static Rejection? Canonicalize(ReadOnlySpan<char> raw, out string? canonical)
    {
        canonical = null;
        var odd = raw.IndexOfAnyExcept(Plain);
        if (odd < 0) return null;
        var buffer = ArrayPool<char>.Shared.Rent(odd + ((raw.Length - odd) * 3));
        try
        {
            raw[..odd].CopyTo(buffer);
            var length = odd;
            if (Rewrite(raw[odd..], buffer, ref length) is { } rejection) return rejection;
            var result = buffer.AsSpan(0, length);
            if (!raw.SequenceEqual(result)) canonical = result.ToString();
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static Rejection? Rewrite(ReadOnlySpan<char> raw, Span<char> target, ref int length)
    {
        for (var i = 0; i < raw.Length;)
        {
            var c = raw[i];
            if (c == '%')
            {
                if (Encoded(raw[i..], target, ref length, out var read) is { } rejection) return rejection;
                i += read;
                continue;
            }

            if (Plain.Contains(c)) target[length++] = c;
            else if (EncodedForClient.Contains(c)) length += Percent.WriteOctet(target[length..], (byte)c);
            else return Illegal(c);
            i++;
        }

        return null;
    }

    private static Rejection? Encoded(ReadOnlySpan<char> text, Span<char> target, ref int length, out int read)
    {
        read = 3;
        if (!Percent.TryReadOctet(text, out var octet)) return CanonicalRejections.QueryInvalidPercent;
        if (octet >= 0x80)
        {
            var valid = Percent.TryReadRune(text, out var rune, out var octets);
            read = octets * 3;
            if (!valid) return CanonicalRejections.QueryInvalidUtf8;
            if (Rune.IsControl(rune)) return CanonicalRejections.QueryControl;
            length += Percent.CopyUpper(text[..read], target[length..]);
            return null;
        }

        // Tab and line ends are data in a search text or a GraphQL query; they stay encoded. No other control character is.
        if (octet is 0x7F or (< 0x20 and not (0x09 or 0x0A or 0x0D))) return CanonicalRejections.QueryControl;
        if (Unreserved.Contains((char)octet)) target[length++] = (char)octet;
        else length += Percent.WriteOctet(target[length..], octet);
        return null;
    }

    private static Rejection Illegal(char c) => c switch
    {
        '#' => CanonicalRejections.QueryFragment,
        < ' ' or '\x7F' => CanonicalRejections.QueryControl,
        _ => CanonicalRejections.QueryCharacter,
    };
}
