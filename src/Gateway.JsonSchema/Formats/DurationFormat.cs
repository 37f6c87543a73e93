namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 3339 appendix A: ISO 8601 durations of whole numbers, either weeks, or units in order without a gap.</summary>
internal static class DurationFormat
{
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != 'P') return false;
        text = text[1..];
        var time = text.IndexOf((byte)'T');
        if (time < 0) return AreUnits(text, "W"u8) || AreUnits(text, "YMD"u8);
        return (time == 0 || AreUnits(text[..time], "YMD"u8)) && AreUnits(text[(time + 1)..], "HMS"u8);
    }

    /// <summary>One unit at least; each next one directly below the one before.</summary>
    private static bool AreUnits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> units)
    {
        var last = -1;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits <= 0) return false;
            var unit = units.IndexOf(text[digits]);
            if (unit < 0 || (last >= 0 && unit != last + 1)) return false;
            last = unit;
            text = text[(digits + 1)..];
        }

        return last >= 0;
    }
}
