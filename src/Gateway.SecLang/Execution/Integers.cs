namespace Gateway.SecLang.Execution;

/// <summary>Numbers as rules read them, by C's atoi: leading space, a sign, digits; whatever follows does not count, and without a digit it is 0. Out of range stays at the bound.</summary>
internal static class Integers
{
    private const long Bound = int.MaxValue;

    public static long Parse(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && text[i] is (byte)' ' or (>= 9 and <= 13)) i++;
        var negative = i < text.Length && text[i] == '-';
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+') i++;
        long number = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++) number = Math.Min(Bound, number * 10 + (text[i] - '0'));
        return negative ? -number : number;
    }
}
