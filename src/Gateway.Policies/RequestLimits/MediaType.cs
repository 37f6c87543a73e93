using System.Buffers;

namespace Gateway.Policies.RequestLimits;

/// <summary>
/// A Content-Type value (RFC 9110 section 8.3.1) read without allocating and without repair: what does not follow the grammar to the
/// last character is malformed, because lenient readers disagree about what it says.
/// </summary>
internal readonly ref struct MediaType
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private MediaType(ReadOnlySpan<char> type, ReadOnlySpan<char> subtype, bool hasForeignCharset)
    {
        Type = type;
        Subtype = subtype;
        HasForeignCharset = hasForeignCharset;
    }

    public ReadOnlySpan<char> Type { get; }

    public ReadOnlySpan<char> Subtype { get; }

    /// <summary>A charset other than UTF-8 is given, or more than one: JSON is UTF-8 (RFC 8259 section 8.1).</summary>
    public bool HasForeignCharset { get; }

    /// <summary>Claims JSON: application/json, text/json, or a type with the suffix +json (RFC 6839).</summary>
    public bool IsJson =>
        Subtype.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        || (Subtype.Equals("json", StringComparison.OrdinalIgnoreCase)
            && (Type.Equals("application", StringComparison.OrdinalIgnoreCase) || Type.Equals("text", StringComparison.OrdinalIgnoreCase)));

    public static bool TryParse(ReadOnlySpan<char> text, out MediaType mediaType)
    {
        mediaType = default;
        var rest = text.Trim(" \t");
        if (!TryToken(ref rest, out var type) || !TryCharacter(ref rest, '/') || !TryToken(ref rest, out var subtype)) return false;

        var charsets = 0;
        var foreign = false;
        while (true)
        {
            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty) break;
            if (!TryCharacter(ref rest, ';')) return false;
            rest = rest.TrimStart(" \t");

            // RFC 9110 section 5.6.6 has empty parameters: "text/html;".
            if (rest.IsEmpty || rest[0] == ';') continue;
            if (!TryToken(ref rest, out var name) || !TryCharacter(ref rest, '=') || !TryValue(ref rest, out var value)) return false;
            if (!name.Equals("charset", StringComparison.OrdinalIgnoreCase)) continue;
            foreign |= ++charsets > 1 || !value.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        }

        mediaType = new MediaType(type, subtype, foreign);
        return true;
    }

    private static bool TryToken(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> token)
    {
        var end = rest.IndexOfAnyExcept(Token);
        token = end < 0 ? rest : rest[..end];
        rest = rest[token.Length..];
        return token.Length > 0;
    }

    private static bool TryCharacter(scoped ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.IsEmpty || rest[0] != expected) return false;
        rest = rest[1..];
        return true;
    }

    private static bool TryValue(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> value)
    {
        if (!TryCharacter(ref rest, '"')) return TryToken(ref rest, out value);

        // A quoted pair stays as it is: no charset that we accept needs one.
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '\\') i++;
            else if (rest[i] == '"')
            {
                value = rest[..i];
                rest = rest[(i + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }
}
