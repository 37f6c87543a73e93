namespace Gateway.IntegrationTests.Support;

/// <summary>
/// The code of RFC 7541 appendix B. It is canonical: the codes of one length are consecutive in symbol order, so the table
/// of lengths says everything.
/// </summary>
internal static class HpackHuffman
{
    private const int LongestCode = 30;
    private const int EndOfString = 256;

    /// <summary>Code lengths in bits of the symbols 0 to 256.</summary>
    private static readonly byte[] Lengths =
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ];

    private static readonly Dictionary<(int Length, uint Code), int> Symbols = BuildSymbols();

    /// <summary>The lengths fill the code space exactly when the table has no mistake in its sum (Kraft).</summary>
    public static bool IsComplete => Lengths.Sum(length => 1L << (LongestCode - length)) == 1L << LongestCode;

    public static byte[] Decode(ReadOnlySpan<byte> coded)
    {
        var text = new List<byte>(coded.Length * 2);
        uint code = 0;
        var length = 0;
        foreach (var octet in coded)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                code = code << 1 | (uint)(octet >> bit) & 1;
                length++;
                if (!Symbols.TryGetValue((length, code), out var symbol))
                    continue;
                if (symbol == EndOfString)
                    throw new InvalidDataException("Huffman text contains the end-of-string symbol");
                text.Add((byte)symbol);
                (code, length) = (0, 0);
            }
        }

        if (length > 7 || code != (1u << length) - 1)
            throw new InvalidDataException("Huffman text is not padded with at most seven one bits");
        return [.. text];
    }

    private static Dictionary<(int Length, uint Code), int> BuildSymbols()
    {
        var symbols = new Dictionary<(int, uint), int>();
        uint code = 0;
        for (var length = 1; length <= LongestCode; length++, code <<= 1)
        {
            for (var symbol = 0; symbol < Lengths.Length; symbol++)
            {
                if (Lengths[symbol] == length)
                    symbols.Add((length, code++), symbol);
            }
        }

        return symbols;
    }
}
