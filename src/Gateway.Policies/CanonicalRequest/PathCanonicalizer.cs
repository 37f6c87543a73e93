using System.Buffers;
using System.Text;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// The one canonical spelling of a path. Characters that need no encoding are decoded once, all others are percent-encoded in upper
/// case, so that decoding and encoding again gives the same bytes. What two parsers may read differently is refused, never repaired.
/// </summary>
internal static class PathCanonicalizer
{
    // pchar of RFC 3986 section 3.3 and '/', without '%' and without ';', which servlet containers treat as the start of a parameter.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@");

    /// <summary>Null when the path is acceptable.</summary>
    /// <param name="raw">The path as it came, without query.</param>
    /// <param name="canonical">The canonical spelling; null when <paramref name="raw"/> has it already.</param>
    /// <param name="traits">What only some backends may be sent.</param>
    public static Rejection? Canonicalize(ReadOnlySpan<char> raw, out string? canonical, out PathTraits traits)
    {
        canonical = null;
        traits = PathTraits.None;
        if (raw.IsEmpty || raw[0] != '/') return CanonicalRejections.TargetForm;
        var odd = raw.IndexOfAnyExcept(Plain);
        return odd < 0 ? PathSegments.Check(raw) : Rewrite(raw, odd, out canonical, out traits);
    }

    private static Rejection? Rewrite(ReadOnlySpan<char> raw, int odd, out string? canonical, out PathTraits traits)
    {
        canonical = null;
        var buffer = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            raw[..odd].CopyTo(buffer);
            var writer = new Writer(buffer, odd);
            while (odd < raw.Length)
            {
                var rejection = raw[odd] == '%' ? writer.Encoded(raw[odd..], out var read) : writer.Raw(raw[odd], out read);
                if (rejection is not null)
                {
                    traits = writer.Traits;
                    return rejection;
                }

                odd += read;
            }

            traits = writer.Traits;
            ReadOnlySpan<char> result = buffer.AsSpan(0, writer.Length);
            if (HasDoubleEncoding(result)) return CanonicalRejections.PathDoubleEncoding;
            if (PathSegments.Check(result) is { } segments) return segments;
            if (!result.SequenceEqual(raw)) canonical = result.ToString();
            return null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    // "%252F" would become "%2F" for whoever decodes once and '/' for whoever decodes twice.
    private static bool HasDoubleEncoding(ReadOnlySpan<char> path)
    {
        for (var at = path.IndexOf("%25"); at >= 0;)
        {
            path = path[(at + 3)..];
            if (path.Length >= 2 && char.IsAsciiHexDigit(path[0]) && char.IsAsciiHexDigit(path[1])) return true;
            at = path.IndexOf("%25");
        }

        return false;
    }

    private ref struct Writer(Span<char> target, int length)
    {
        private readonly Span<char> _target = target;

        public int Length { get; private set; } = length;

        public PathTraits Traits { get; private set; }

        public Rejection? Raw(char c, out int read)
        {
            read = 1;
            if (c == ';') Traits |= PathTraits.Semicolon;
            else if (!Plain.Contains(c)) return Illegal(c);
            _target[Length++] = c;
            return null;
        }

        public Rejection? Encoded(ReadOnlySpan<char> text, out int read)
        {
            read = 3;
            if (!Percent.TryReadOctet(text, out var octet)) return CanonicalRejections.PathInvalidPercent;
            switch (octet)
            {
                case < 0x20 or 0x7F: return CanonicalRejections.PathControl;
                case (byte)'\\': return CanonicalRejections.PathEncodedSeparator;
                case (byte)';' or (byte)'#' or (byte)'?': return CanonicalRejections.PathEncodedDelimiter;
                case >= 0x80: return NonAscii(text, out read);
                case (byte)'/': Traits |= PathTraits.EncodedSlash; break;
                default:
                    if (!Plain.Contains((char)octet)) break;
                    _target[Length++] = (char)octet;
                    return null;
            }

            Length += Percent.WriteOctet(_target[Length..], octet);
            return null;
        }

        private Rejection? NonAscii(ReadOnlySpan<char> text, out int read)
        {
            var valid = Percent.TryReadRune(text, out var rune, out var octets);
            read = octets * 3;
            if (!valid) return CanonicalRejections.PathInvalidUtf8;
            if (Rune.IsControl(rune)) return CanonicalRejections.PathControl;
            if (LookAlikes.Contains(rune)) return CanonicalRejections.PathLookAlike;
            Length += Percent.CopyUpper(text[..read], _target[Length..]);
            return null;
        }

        private static Rejection Illegal(char c) => c switch
        {
            '\\' => CanonicalRejections.PathBackslash,
            '#' => CanonicalRejections.PathFragment,
            < ' ' or '\x7F' => CanonicalRejections.PathControl,
            _ => CanonicalRejections.PathCharacter,
        };
    }
}
