using System.Numerics;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>
/// Roughly how often a byte stands in ordinary values (names, numbers, addresses, prose), letters folded. It only chooses between
/// necessary conditions that are all true; being wrong costs time, never a match.
/// </summary>
internal static class ByteFrequency
{
    private static readonly double[] Table = Build();
    private static readonly double[] WordSums = [.. Table.Chunk(64).Select(word => word.Sum())];

    public static double Of(byte value) => Table[value];

    /// <summary>The sum over a set: start-up asks this a million times.</summary>
    public static double Of(ByteSet set)
    {
        var sum = 0.0;
        var words = (stackalloc ulong[4]);
        (words[0], words[1], words[2], words[3]) = (set.A, set.B, set.C, set.D);
        for (var word = 0; word < 4; word++)
        {
            var bits = words[word];
            if (bits == ulong.MaxValue)
            {
                sum += WordSums[word];
                continue;
            }

            for (; bits != 0; bits &= bits - 1) sum += Table[(word * 64) + BitOperations.TrailingZeroCount(bits)];
        }

        return sum;
    }

    private static double[] Build()
    {
        var table = new double[256];
        Array.Fill(table, 0.0005);
        var letters = "etaoinshrdlcumwfgypbvkjxqz"u8;
        double[] shares = [.09, .07, .065, .06, .06, .055, .055, .04, .05, .035, .035, .03, .025, .025, .015, .018, .018, .016, .018, .014, .009, .008, .003, .004, .002, .002];
        for (var i = 0; i < letters.Length; i++)
        {
            table[letters[i]] = shares[i];
            table[letters[i] - 32] = shares[i] / 5;
        }

        foreach (var digit in "0123456789"u8) table[digit] = .02;
        foreach (var (value, share) in new (char, double)[] { (' ', .08), ('.', .02), ('/', .02), ('-', .015), (',', .01), (':', .012), ('_', .01), ('=', .01), ('&', .006), ('"', .006), ('%', .004), ('(', .003), (')', .003), (';', .004), ('\'', .003), ('?', .003), ('\n', .004), ('+', .003), ('@', .003), ('!', .002) })
        {
            table[value] = share;
        }

        return table;
    }
}
