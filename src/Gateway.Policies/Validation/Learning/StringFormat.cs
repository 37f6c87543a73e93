using System.Text.Json;

namespace Gateway.Policies.Validation.Learning;

/// <summary>What all strings of a place were so far.</summary>
[Flags]
internal enum StringFormats
{
    None = 0,
    DateTime = 1,
    Date = 2,
    Uuid = 4,
    All = DateTime | Date | Uuid,
}

/// <summary>Tells which formats a string has, of those that say something about a contract and nothing about a value.</summary>
internal static class StringFormat
{
    private const int LongestFormat = 40;

    public static StringFormats Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestFormat) return StringFormats.None;
        var formats = StringFormats.None;
        // RFC 3339 wants the offset that TryGetDateTimeOffset lets go.
        if (reader.TryGetDateTimeOffset(out _)) formats |= reader.ValueSpan.Length == "2026-01-31".Length ? StringFormats.Date : HasOffset(reader.ValueSpan) ? StringFormats.DateTime : StringFormats.None;
        if (reader.TryGetGuid(out _)) formats |= StringFormats.Uuid;
        return formats;
    }

    public static StringFormats Of(ReadOnlySpan<char> text)
    {
        Span<byte> json = stackalloc byte[LongestFormat + 2];
        if (text.Length > LongestFormat || text.IndexOfAnyExceptInRange(' ', '~') >= 0 || text.ContainsAny('"', '\\')) return StringFormats.None;
        json[0] = (byte)'"';
        var length = System.Text.Encoding.ASCII.GetBytes(text, json[1..]);
        json[length + 1] = (byte)'"';
        var reader = new Utf8JsonReader(json[..(length + 2)]);
        return reader.Read() ? Of(ref reader) : StringFormats.None;
    }

    /// <summary>The name in JSON Schema; null for none, or when no string was seen.</summary>
    public static string? Name(StringFormats formats) => formats switch
    {
        StringFormats.DateTime => "date-time",
        StringFormats.Date => "date",
        StringFormats.Uuid => "uuid",
        _ => null,
    };

    private static bool HasOffset(ReadOnlySpan<byte> time) => time[^1] is (byte)'Z' || (time.Length > 6 && time[^6] is (byte)'+' or (byte)'-');
}
