namespace Gateway.SecLang.Transforms;

/// <summary>
/// <c>utf8toUnicode</c>: every multi-byte character becomes <c>%uhhhh</c>, so that <c>urlDecodeUni</c> behind it can fold it to
/// what a backend would make of it.
/// </summary>
/// <remarks>
/// As in ModSecurity 2: NUL bytes and lead bytes without their continuation go, other stray bytes stay, and a lead byte
/// is repeated behind a character that UTF-8 forbids (overlong, surrogate) or before one beyond U+13FFFF.
/// </remarks>
internal sealed class Utf8ToUnicode() : Transformation("utf8toUnicode")
{
    // Two bytes become at most seven, four at most ten.
    public override int MaxLength(int input) => input * 4;

    public override bool Apply(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        written = 0;
        var original = input;
        var start = input.IndexOfAnyExceptInRange((byte)1, (byte)0x7F);
        if (start < 0) return false;

        var writer = new ByteWriter(output);
        while (start >= 0)
        {
            writer.Add(input[..start]);
            input = input[start..];
            input = input[Encode(input, ref writer)..];
            start = input.IndexOfAnyExceptInRange((byte)1, (byte)0x7F);
        }

        writer.Add(input);
        written = writer.Length;
        return !writer.Written.SequenceEqual(original);
    }

    /// <summary>Encodes what begins with a NUL or a byte from 0x80; how many bytes were taken.</summary>
    private static int Encode(ReadOnlySpan<byte> input, ref ByteWriter writer)
    {
        var lead = input[0];
        if (lead == 0) return 1;
        var length = lead switch { >= 0xC0 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, >= 0xF0 and < 0xF8 => 4, _ => 1 };
        if (length == 1 || lead is >= 0xF5 and < 0xF8) writer.Add(lead);
        if (length == 1 || input.Length < length) return 1;

        var code = lead & (0xFF >> (length + 1));
        foreach (var next in input[1..length])
        {
            if ((next & 0xC0) != 0x80) return 1;
            code = (code << 6) | (next & 0x3F);
        }

        writer.Add("%u"u8);
        for (var shift = code > 0xFFFFF ? 20 : code > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4) writer.Add("0123456789abcdef"u8[(code >> shift) & 15]);
        if (code is >= 0xD800 and <= 0xDFFF || code < (length switch { 2 => 0x80, 3 => 0x800, _ => 0x10000 })) writer.Add(lead);
        return length;
    }
}
