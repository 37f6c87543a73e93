using System.Buffers;

namespace Gateway.SecLang.LibInjection.Sql;

/// <summary>Character classes of the tokeniser. NUL counts as a digit and a letter because libinjection's scans of C strings take it so.</summary>
internal static class SqlBytes
{
    public static readonly SearchValues<byte> WordEnd = SearchValues.Create(" []{}<>:\\?=@!#~+-*/&|^%(),';\t\n\v\f\r\"\0"u8.ToArray().Append((byte)0xA0).ToArray());
    public static readonly SearchValues<byte> VariableEnd = SearchValues.Create(" <>:\\?=@!#~+-*/&|^%(),';\t\n\v\f\r'`\"\0"u8);
    public static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789ABCDEFabcdef\0"u8);
    public static readonly SearchValues<byte> Binary = SearchValues.Create("01\0"u8);
    public static readonly SearchValues<byte> Decimal = SearchValues.Create("0123456789"u8);
    public static readonly SearchValues<byte> Money = SearchValues.Create("0123456789.,\0"u8);
    public static readonly SearchValues<byte> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\0"u8);
    public static readonly SearchValues<byte> WordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>White space of any database: NUL is white in Oracle, 0xA0 in MySQL's Latin-1.</summary>
    public static bool IsWhite(byte b) => b is (byte)' ' or >= 9 and <= 13 or 0xA0 or 0;

    /// <summary>How many bytes from the start are in the class.</summary>
    public static int Span(ReadOnlySpan<byte> text, SearchValues<byte> accepted)
    {
        var end = text.IndexOfAnyExcept(accepted);
        return end < 0 ? text.Length : end;
    }

    public static int SpanUntil(ReadOnlySpan<byte> text, SearchValues<byte> stops)
    {
        var end = text.IndexOfAny(stops);
        return end < 0 ? text.Length : end;
    }
}
