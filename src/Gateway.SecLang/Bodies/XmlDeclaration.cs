using System.Text;

namespace Gateway.SecLang.Bodies;

/// <summary>The encoding that <c>&lt;?xml version="1.0" encoding="…"?&gt;</c> declares.</summary>
internal static class XmlDeclaration
{
    /// <summary>Those in which each byte below 0x80 is its ASCII character, always: the charsets that the Core Rule Set allows in Content-Type. The last ones give every byte a character.</summary>
    private static readonly string[] Allowed = ["utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"];
    private const int FirstOfOneByte = 2;
    private const int Unknown = -2;
    private const int None = -1;

    /// <summary>False where an instruction is a declaration of another encoding, or one that cannot be read for certain.</summary>
    /// <param name="instruction">What stands behind <c>&lt;?</c>.</param>
    public static bool KeepsAscii(ReadOnlySpan<byte> instruction) => Declared(instruction) != Unknown;

    /// <summary>Whether a document begins with the declaration of an encoding of one byte for each character: there is nothing then that is not valid.</summary>
    public static bool IsOfOneByte(ReadOnlySpan<byte> document) => document.StartsWith("<?"u8) && Declared(document[2..]) >= FirstOfOneByte;

    /// <summary>The place among those that are allowed, or that there is none.</summary>
    private static int Declared(ReadOnlySpan<byte> instruction)
    {
        if (instruction.Length < 4 || !Ascii.EqualsIgnoreCase(instruction[..3], "xml"u8) || !Whitespace.Is(instruction[3])) return None;
        var end = instruction.IndexOf("?>"u8);
        var text = Encoding.Latin1.GetString(instruction[..(end < 0 ? instruction.Length : end)]);
        var at = text.IndexOf("encoding", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return None;
        var value = text.AsSpan(at + "encoding".Length).Trim(" \t\r\n");
        if (value.IsEmpty || value[0] != '=') return Unknown;
        value = value[1..].TrimStart(" \t\r\n");
        if (value.IsEmpty || value[0] is not ('"' or '\'')) return Unknown;
        var close = value[1..].IndexOf(value[0]);
        if (close < 0 || value[(close + 2)..].Contains("encoding", StringComparison.OrdinalIgnoreCase)) return Unknown;
        for (var i = 0; i < Allowed.Length; i++)
            if (value.Slice(1, close).Equals(Allowed[i], StringComparison.OrdinalIgnoreCase)) return i;
        return Unknown;
    }
}
