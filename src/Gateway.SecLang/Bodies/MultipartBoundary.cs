using System.Text;

namespace Gateway.SecLang.Bodies;

/// <summary>The boundary out of the Content-Type of a multipart body. Parameters are read as parameters: other ones may stand before and after it.</summary>
internal ref struct MultipartBoundary
{
    /// <summary>Where PHP and others look for the parameter by its bare text, a second place with that text is a second boundary.</summary>
    private static ReadOnlySpan<byte> Word => "boundary"u8;

    public ReadOnlySpan<byte> Value;
    public bool IsQuoted;
    public bool HasWhitespace;
    public bool MissesSemicolon;

    /// <summary>Reads the value of the header. Null, or what is wrong with it.</summary>
    public string? Read(ReadOnlySpan<byte> contentType)
    {
        if (contentType.Length > 1024) return "Content-Type is too long";
        if (contentType.Length < 19 || !Ascii.EqualsIgnoreCase(contentType[..19], "multipart/form-data"u8)) return "Content-Type is not multipart/form-data";
        if (CountOfWord(contentType) > 1) return "Content-Type has several boundaries";
        var rest = Whitespace.TrimStart(contentType[19..]);
        if (rest.IsEmpty) return "Content-Type has no boundary";
        if (rest[0] == ';') rest = rest[1..];
        else if (rest.Length < contentType.Length - 19) MissesSemicolon = true;
        else return "Content-Type is not multipart/form-data";
        while (true)
        {
            rest = Whitespace.TrimStart(rest);
            var end = rest.IndexOfAny((byte)'=', (byte)';');
            if (end < 0) return "Content-Type has no boundary";
            var name = rest[..end];
            if (rest[end] == ';')
            {
                if (!Whitespace.Trim(name).IsEmpty) return "Content-Type has a parameter without value";
                rest = rest[(end + 1)..];
                continue;
            }

            rest = rest[(end + 1)..];
            if (name.StartsWith(Word)) return Boundary(name[Word.Length..], rest);
            if (name.Length >= Word.Length && Ascii.EqualsIgnoreCase(name[..Word.Length], Word)) return "boundary is not in lower case";
            if (!SkipValue(ref rest)) return "Content-Type has no boundary";
        }
    }

    private string? Boundary(ReadOnlySpan<byte> behindName, ReadOnlySpan<byte> rest)
    {
        if (!Whitespace.TrimStart(behindName).IsEmpty) return "a parameter only begins with the word boundary";
        HasWhitespace |= !behindName.IsEmpty;
        var value = Whitespace.TrimStart(rest);
        HasWhitespace |= value.Length < rest.Length;
        if (value.IsEmpty) return "the boundary is empty";
        if (value[0] == '"')
        {
            var end = value[1..].IndexOf((byte)'"');
            if (end < 0) return "the boundary is partly quoted";
            IsQuoted = true;
            rest = value[(end + 2)..];
            value = value.Slice(1, end);
        }
        else
        {
            var end = value.IndexOf((byte)';');
            rest = end < 0 ? default : value[end..];
            if (end >= 0) value = value[..end];
            var trimmed = Whitespace.Trim(value);
            HasWhitespace |= end >= 0 && trimmed.Length < value.Length;
            value = trimmed;
        }

        if (value.IsEmpty) return "the boundary is empty";
        if (value.IndexOf((byte)'"') >= 0) return "the boundary is partly quoted";
        if (!HasValidCharacters(value)) return "the boundary has characters that RFC 2046 does not allow";
        rest = Whitespace.TrimStart(rest);
        if (!rest.IsEmpty && rest[0] != ';') return "something stands behind the boundary";
        Value = value;
        return null;
    }

    /// <summary>RFC 2046 §5.1.1: at most 70 characters; the header is bounded, so length is left alone.</summary>
    private static bool HasValidCharacters(ReadOnlySpan<byte> value)
    {
        if (value[^1] == ' ') return false;
        foreach (var c in value)
            if (!char.IsAsciiLetterOrDigit((char)c) && "'()+_,-./:=? "u8.IndexOf(c) < 0) return false;
        return true;
    }

    private static int CountOfWord(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (var i = 0; i + Word.Length < text.Length; i++)
        {
            if ((text[i] | 0x20) != 'b' || !Ascii.EqualsIgnoreCase(text.Slice(i, Word.Length), Word)) continue;
            var behind = Whitespace.TrimStart(text[(i + Word.Length)..]);
            if (!behind.IsEmpty && behind[0] == '=') count++;
        }

        return count;
    }

    /// <summary>Moves behind a token or quoted text and its semicolon. False where nothing follows.</summary>
    private static bool SkipValue(ref ReadOnlySpan<byte> rest)
    {
        rest = Whitespace.TrimStart(rest);
        if (!rest.IsEmpty && rest[0] == '"')
        {
            var i = 1;
            while (i < rest.Length && rest[i] != '"') i += rest[i] == '\\' ? 2 : 1;
            rest = rest[Math.Min(i, rest.Length)..];
        }

        var end = rest.IndexOf((byte)';');
        if (end < 0) return false;
        rest = rest[(end + 1)..];
        return true;
    }
}
