namespace Gateway.JsonSchema.Numbers;

/// <summary>
/// A JSON number taken apart without computing with it: the value is <c>0.d₁d₂…dₙ × 10^Exponent</c> with d₁ and dₙ not 0; zero has no digits.
/// So 1e400 and a number of a thousand digits compare exactly, and 1e999999999 costs no more than 1.
/// </summary>
internal readonly ref struct DecimalDigits
{
    /// <summary>Exponents beyond are cut to it: there is no telling them apart, and no memory in the world for the number either.</summary>
    private const long MaxExponent = 1L << 60;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _point;

    private DecimalDigits(bool negative, long exponent, int count, ReadOnlySpan<byte> text, int point)
    {
        (IsNegative, Exponent, Count, _point) = (negative, exponent, count, point);
        _text = text;
    }

    public bool IsNegative { get; }

    public long Exponent { get; }

    /// <summary>Digits from the first to the last that is not 0.</summary>
    public int Count { get; }

    public bool IsZero => Count == 0;

    /// <summary>No digit stands behind the decimal point: 1.0 and 1e400 are integers, 1e-1 is not.</summary>
    public bool IsInteger => Exponent >= Count;

    public int this[int index] => _text[index < _point ? index : index + 1] - '0';

    /// <summary>Takes apart a number that is known to be one.</summary>
    public static DecimalDigits Of(ReadOnlySpan<byte> number)
    {
        var negative = number[0] == '-';
        if (negative) number = number[1..];
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var shift = exponentAt < 0 ? 0 : Saturated(number[(exponentAt + 1)..]);
        var digits = exponentAt < 0 ? number : number[..exponentAt];
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits.Length : point;
        var first = digits.IndexOfAnyExcept((byte)'0', (byte)'.');
        if (first < 0) return default;
        var last = digits.LastIndexOfAnyExcept((byte)'0', (byte)'.');
        digits = digits[first..(last + 1)];
        var inner = point > first && point < last ? point - first : digits.Length;
        var count = inner == digits.Length ? digits.Length : digits.Length - 1;
        var exponent = whole > first ? whole - first : whole - first + 1;
        return new DecimalDigits(negative, exponent + shift, count, digits, inner);
    }

    public static int Compare(DecimalDigits a, DecimalDigits b)
    {
        if (a.IsZero || b.IsZero) return a.IsZero ? (b.IsZero ? 0 : b.IsNegative ? 1 : -1) : a.IsNegative ? -1 : 1;
        if (a.IsNegative != b.IsNegative) return a.IsNegative ? -1 : 1;
        var magnitude = a.Exponent.CompareTo(b.Exponent);
        var common = Math.Min(a.Count, b.Count);
        for (var i = 0; magnitude == 0 && i < common; i++) magnitude = a[i].CompareTo(b[i]);
        if (magnitude == 0) magnitude = a.Count.CompareTo(b.Count);
        return a.IsNegative ? -magnitude : magnitude;
    }

    private static long Saturated(ReadOnlySpan<byte> exponent)
    {
        var negative = exponent[0] == '-';
        if (exponent[0] is (byte)'-' or (byte)'+') exponent = exponent[1..];
        var value = 0L;
        foreach (var digit in exponent) value = Math.Min((value * 10) + (digit - '0'), MaxExponent);
        return negative ? -value : value;
    }
}
