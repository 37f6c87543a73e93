using Gateway.JsonSchema.Formats;
using Gateway.JsonSchema.Patterns;

namespace Gateway.JsonSchema.Nodes;

/// <summary>Keywords that assert something of strings.</summary>
internal sealed class StringRules
{
    /// <summary>In code points: a character outside the basic plane counts once.</summary>
    public long MinLength { get; set; }

    public long MaxLength { get; set; } = long.MaxValue;

    public Pattern? Pattern { get; set; }

    public FormatKind Format { get; set; }

    /// <summary>Counts code points only where the number of bytes does not decide it already.</summary>
    public bool AllowsLength(ReadOnlySpan<byte> utf8, out bool tooLong)
    {
        tooLong = false;
        if (utf8.Length <= MaxLength && (utf8.Length + 3) / 4 >= MinLength) return true;
        var count = 0L;
        foreach (var b in utf8)
        {
            if ((b & 0xC0) != 0x80) count++;
        }

        tooLong = count > MaxLength;
        return count >= MinLength && !tooLong;
    }
}
