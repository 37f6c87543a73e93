using System.Numerics;

namespace Gateway.JsonSchema.Numbers;

/// <summary>
/// <c>multipleOf</c>, exactly. With value = m·10^e and divisor = d·10^f, m and d without trailing zeros, the value is a multiple when
/// m·10^(e-f) divides by d for e ≥ f. For e &lt; f it never is, unless it is zero: m would have to end in a zero.
/// The remainder is computed digit by digit and by modular powers, so that neither 1e308 nor 1e999999999 is ever written out.
/// </summary>
internal sealed class Divisor
{
    private readonly ExactNumber _number;
    private readonly long _exponent;
    private readonly ulong _small;
    private readonly BigInteger _big;

    public Divisor(ExactNumber number)
    {
        _number = number;
        var digits = number.Digits;
        _exponent = digits.Exponent - digits.Count;
        for (var i = 0; i < digits.Count; i++) _big = (_big * 10) + digits[i];
        _small = _big <= long.MaxValue ? (ulong)_big : 0;
    }

    public bool Divides(in NumberToken number, ReadOnlySpan<byte> text)
    {
        var own = _number.Token;
        if (number.Small && own.Small && number.Scale == own.Scale) return number.Mantissa % own.Mantissa == 0;
        var digits = DecimalDigits.Of(text.Slice(number.Start, number.Length));
        if (digits.IsZero) return true;
        var shift = digits.Exponent - digits.Count - _exponent;
        if (shift < 0) return false;
        return _small != 0 ? SmallRemainder(digits, shift) == 0 : BigRemainder(digits, shift).IsZero;
    }

    private ulong SmallRemainder(DecimalDigits digits, long shift)
    {
        UInt128 remainder = 0;
        for (var i = 0; i < digits.Count; i++) remainder = ((remainder * 10) + (uint)digits[i]) % _small;
        UInt128 factor = 1 % (UInt128)_small;
        UInt128 square = 10 % (UInt128)_small;
        for (var rest = shift; rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) factor = factor * square % _small;
            square = square * square % _small;
        }

        return (ulong)(remainder * factor % _small);
    }

    private BigInteger BigRemainder(DecimalDigits digits, long shift)
    {
        BigInteger remainder = 0;
        for (var i = 0; i < digits.Count; i++) remainder = ((remainder * 10) + digits[i]) % _big;
        return remainder * BigInteger.ModPow(10, shift, _big) % _big;
    }
}
