using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Numbers;

/// <summary>A number of a schema, ready to be compared with numbers of instances.</summary>
internal sealed class ExactNumber
{
    private static readonly long[] Powers = CreatePowers();

    private readonly byte[] _text;
    private readonly NumberToken _token;

    private ExactNumber(byte[] text, NumberToken token) => (_text, _token) = (text, token);

    public DecimalDigits Digits => DecimalDigits.Of(_text);

    public NumberToken Token => _token;

    public static ExactNumber Parse(ReadOnlySpan<byte> number)
    {
        var cursor = new JsonCursor(number);
        if (!cursor.ReadNumber(out var token)) throw new FormatException("Not a JSON number.");
        return new ExactNumber(number.ToArray(), token);
    }

    /// <summary>Compares a number of the text with this one: below 0 when it is less.</summary>
    public int CompareTo(in NumberToken number, ReadOnlySpan<byte> text)
    {
        if (!number.Small || !_token.Small) return -DecimalDigits.Compare(Digits, DecimalDigits.Of(text.Slice(number.Start, number.Length)));
        if (number.Scale == _token.Scale) return number.Mantissa.CompareTo(_token.Mantissa);
        // At most 18 digits times at most 10^18.
        var left = (Int128)number.Mantissa * Powers[_token.Scale];
        var right = (Int128)_token.Mantissa * Powers[number.Scale];
        return left.CompareTo(right);
    }

    /// <summary>Whether a number of the text has no fraction.</summary>
    public static bool IsInteger(in NumberToken number, ReadOnlySpan<byte> text)
        => number.Small
            ? number.Scale == 0 || number.Mantissa % Powers[number.Scale] == 0
            : DecimalDigits.Of(text.Slice(number.Start, number.Length)).IsInteger;

    internal static long Power(int exponent) => Powers[exponent];

    private static long[] CreatePowers()
    {
        var powers = new long[NumberToken.SmallDigits + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
