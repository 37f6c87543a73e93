using System.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// The Content-Disposition of a part: <c>form-data</c> with <c>name</c> and <c>filename</c>, perhaps with <c>filename*</c> behind it, nothing else. Strict, because each leniency of
/// one parser hides a file or a field from another.
/// </summary>
internal ref struct ContentDisposition(ByteArena arena)
{
    public Text Name;
    public Text FileName;
    public bool HasName;
    public bool HasFileName;

    /// <summary>The decoded value of <c>filename*</c> (RFC 8187), which some backends prefer and .NET's HttpClient sends; beside a filename only.</summary>
    public Text ExtendedFileName;
    public bool HasExtendedFileName;

    /// <summary>A quote that is not a double quote, or one where none may be. A flag, not an error.</summary>
    public bool InvalidQuoting;

    /// <summary>Reads the value of the header. Null, or what is wrong with it.</summary>
    public string? Read(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("form-data"u8)) return "the type is not form-data";
        var rest = SkipBlank(value[9..]);
        if (rest.IsEmpty) return null;
        if (rest[0] != ';') return "a semicolon is missing";
        rest = rest[1..];
        while (!rest.IsEmpty)
        {
            var fault = Parameter(ref rest);
            if (fault is not null) return fault;
            rest = SkipBlank(rest);
            if (rest.IsEmpty) return null;
            if (rest[0] != ';')
            {
                var before = value[value.Length - rest.Length - 1];
                if (before is (byte)'"' or (byte)'\'') InvalidQuoting = true;
                return "a parameter does not end with a semicolon";
            }

            rest = rest[1..];
        }

        return null;
    }

    private string? Parameter(ref ReadOnlySpan<byte> rest)
    {
        rest = SkipBlank(rest);
        var end = rest.IndexOfAny("= \t"u8);
        if (end < 0) return "a parameter has no value";
        var name = rest[..end];
        rest = SkipBlank(rest[end..]);
        if (rest.IsEmpty || rest[0] != '=') return "a parameter has no value";
        rest = SkipBlank(rest[1..]);
        if (rest.IsEmpty) return "a parameter has no value";
        var quote = rest[0] is (byte)'"' or (byte)'\'' ? rest[0] : default;
        Text value;
        if (quote == 0)
        {
            end = 0;
            while (end < rest.Length && IsToken(rest[end])) end++;
            value = arena.Store(rest[..end]);
            rest = rest[end..];
        }
        else if (!Quoted(ref rest, quote, out value)) return "a quoted value does not end";

        if (name.SequenceEqual("filename*"u8)) return Extended(value, isQuoted: quote != 0);
        if (quote != (byte)'"' && arena[value].Contains((byte)'\'')) InvalidQuoting = true;
        if (quote == (byte)'\'') InvalidQuoting = true;
        if (name.SequenceEqual("name"u8))
        {
            if (HasName) return "name stands twice";
            HasName = true;
            Name = value;
            return null;
        }

        if (!name.SequenceEqual("filename"u8)) return "a parameter is none of name, filename and filename*";
        if (HasFileName) return "filename stands twice";
        HasFileName = true;
        FileName = value;
        return null;
    }

    /// <summary>The charset, a language between apostrophes, and percent-encoded bytes.</summary>
    private string? Extended(Text value, bool isQuoted)
    {
        const string Malformed = "filename* is malformed";
        if (HasExtendedFileName) return "filename* stands twice";
        // Alone it is a file to some and a field to others, and only fields are inspected. Behind, so that nobody takes it for the filename.
        if (!HasFileName) return "filename* stands without a filename in front of it";
        var text = arena[value];
        var charset = text.IndexOf((byte)'\'');
        if (isQuoted || charset < 0) return Malformed;
        if (!Ascii.EqualsIgnoreCase(text[..charset], "utf-8"u8) && !Ascii.EqualsIgnoreCase(text[..charset], "iso-8859-1"u8)) return "filename* has a charset that is not allowed";
        var language = text[(charset + 1)..].IndexOf((byte)'\'');
        if (language < 0) return Malformed;
        var encoded = text[(charset + language + 2)..];
        var output = arena.Reserve(encoded.Length);
        if (output.Length < encoded.Length) return Malformed;
        var written = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var c = encoded[i];
            if (c is (byte)'\'' or (byte)'*') return Malformed;
            if (c == '%')
            {
                var decoded = i + 2 < encoded.Length ? Hex.Byte(encoded[i + 1], encoded[i + 2]) : -1;
                if (decoded < 0) return Malformed;
                c = (byte)decoded;
                i += 2;
            }

            output[written++] = c;
        }

        ExtendedFileName = arena.Keep(written);
        HasExtendedFileName = true;
        return null;
    }

    private readonly bool Quoted(ref ReadOnlySpan<byte> rest, byte quote, out Text value)
    {
        value = default;
        var output = arena.Reserve(rest.Length);
        if (output.IsEmpty) return false;
        var written = 0;
        for (var i = 1; i < rest.Length; i++)
        {
            var c = rest[i];
            if (c == quote)
            {
                value = arena.Keep(written);
                rest = rest[(i + 1)..];
                return true;
            }

            // Only the quote and the backslash are escaped: old browsers send plain paths of Windows.
            if (c == '\\')
            {
                if (i + 1 == rest.Length) return false;
                if (rest[i + 1] == quote || rest[i + 1] == '\\') c = rest[++i];
            }

            output[written++] = c;
        }

        return false;
    }

    private static bool IsToken(byte c) => c is > 32 and < 127 && "()<>@,;:\\\"/[]?="u8.IndexOf(c) < 0;

    private static ReadOnlySpan<byte> SkipBlank(ReadOnlySpan<byte> text) => text.TrimStart(" \t"u8);
}
