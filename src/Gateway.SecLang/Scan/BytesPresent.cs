using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>The set of bytes that a value contains.</summary>
internal static class BytesPresent
{
    public static ByteSet Of(ReadOnlySpan<byte> value)
    {
        ulong a = 0, b = 0, c = 0, d = 0;
        foreach (var item in value)
        {
            // Without branches: each word takes the bit if the upper two bits of the byte say so.
            var bit = 1UL << (item & 63);
            var word = item >> 6;
            a |= word == 0 ? bit : 0;
            b |= word == 1 ? bit : 0;
            if (word < 2) continue;
            if (word == 2) c |= bit;
            else d |= bit;
        }

        return new ByteSet(a, b, c, d);
    }
}
