namespace Gateway.JsonSchema.Patterns;

/// <summary>Turns ranges of code points into sequences of byte ranges, one for each run of UTF-8 forms that differ in a whole range per byte.</summary>
internal static class Utf8Ranges
{
    public static void Split(CodePointSet set, List<(byte First, byte Last)[]> sequences)
    {
        foreach (var (first, last) in set.Ranges)
        {
            Split(first, Math.Min(last, 0x7F), 1, sequences);
            Split(Math.Max(first, 0x80), Math.Min(last, 0x7FF), 2, sequences);
            Split(Math.Max(first, 0x800), Math.Min(last, 0xD7FF), 3, sequences);
            // Surrogates have no UTF-8 form.
            Split(Math.Max(first, 0xE000), Math.Min(last, 0xFFFF), 3, sequences);
            Split(Math.Max(first, 0x10000), last, 4, sequences);
        }
    }

    private static void Split(int first, int last, int length, List<(byte First, byte Last)[]> sequences)
    {
        if (first > last) return;
        for (var trailing = 1; trailing < length; trailing++)
        {
            var mask = (1 << (6 * trailing)) - 1;
            if ((first & ~mask) == (last & ~mask)) continue;
            if ((first & mask) != 0)
            {
                Split(first, first | mask, length, sequences);
                Split((first | mask) + 1, last, length, sequences);
                return;
            }

            if ((last & mask) != mask)
            {
                Split(first, (last & ~mask) - 1, length, sequences);
                Split(last & ~mask, last, length, sequences);
                return;
            }
        }

        var sequence = new (byte First, byte Last)[length];
        for (var i = 0; i < length; i++) sequence[i] = (Byte(first, i, length), Byte(last, i, length));
        sequences.Add(sequence);
    }

    private static byte Byte(int point, int index, int length)
    {
        if (length == 1) return (byte)point;
        var bits = point >> (6 * (length - 1 - index));
        if (index > 0) return (byte)(0x80 | (bits & 0x3F));
        return (byte)(bits | (length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0));
    }
}
