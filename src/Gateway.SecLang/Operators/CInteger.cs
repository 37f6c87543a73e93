using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary>
/// Numbers as rules read them, with the rules of C's atoi: leading whitespace and a sign, then digits; what follows does not count,
/// and no digit at all is 0.
/// </summary>
internal static class CInteger
{
    /// <summary>The number; beyond 32 bits it stays at the bound, since a length of 2^32 + 1 must not pass for 1.</summary>
    public static int Parse(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length && CBytes.IsSpace(text[i])) i++;
        var negative = i < text.Length && text[i] == '-';
        if (negative || i < text.Length && text[i] == '+') i++;
        long number = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++) number = Math.Min(int.MaxValue, number * 10 + (text[i] - '0'));
        return (int)(negative ? -number : number);
    }
}
