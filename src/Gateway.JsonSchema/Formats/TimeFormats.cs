namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 3339: full-date, full-time, date-time.</summary>
internal static class TimeFormats
{
    private static ReadOnlySpan<byte> DaysOfMonth => [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    public static bool IsDateTime(ReadOnlySpan<byte> text)
        => text.Length > 11 && (text[10] | 0x20) == 't' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        var year = Two(text, 0) is >= 0 and var century && Two(text, 2) is >= 0 and var rest ? (century * 100) + rest : -1;
        var month = Two(text, 5);
        var day = Two(text, 8);
        if (year < 0 || month is < 1 or > 12 || day < 1 || day > DaysOfMonth[month]) return false;
        return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    }

    public static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 9 || text[2] != ':' || text[5] != ':') return false;
        var hour = Two(text, 0);
        var minute = Two(text, 3);
        var second = Two(text, 6);
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return false;
        var next = 8;
        if (text[next] == '.')
        {
            var digits = text[++next..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits <= 0) return false;
            next += digits;
        }

        if (!TryReadOffset(text[next..], out var offset)) return false;
        if (second < 60) return true;
        // A leap second is the last second of a day in UTC.
        return ((hour * 60) + minute - offset + (2 * 1440)) % 1440 == 1439;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[3] != ':' || text[0] is not ((byte)'+' or (byte)'-')) return false;
        var hour = Two(text, 1);
        var minute = Two(text, 4);
        if (hour is < 0 or > 23 || minute is < 0 or > 59) return false;
        minutes = (hour * 60) + minute;
        if (text[0] == '-') minutes = -minutes;
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var tens = (uint)(text[at] - '0');
        var ones = (uint)(text[at + 1] - '0');
        return tens > 9 || ones > 9 ? -1 : (int)((tens * 10) + ones);
    }
}
