using System.Numerics;
using System.Text;
using Gateway.JsonSchema.Numbers;
using Gateway.JsonSchema.Reading;

namespace Gateway.UnitTests.JsonSchema.Numbers;

public class ExactNumberTests
{
    [Fact]
    public void CompareTo_RandomNumbers_AgreesWithBigIntegers()
    {
        var examined = 0;
        Seeds.ForAll(3000, seed =>
        {
            var random = new Random(seed);
            var (a, b) = (RandomNumber(random), RandomNumber(random));
            if (random.Next(4) == 0) b = Rewrite(a, random);
            var (x, y) = (Scaled(a), Scaled(b));
            Assert.True(Math.Sign(Compare(a, b)) == x.CompareTo(y), $"{a} against {b}");
            Assert.True(IsInteger(a) == (x % Unit == 0), a);
            if (!y.IsZero) Assert.True(Divides(b.TrimStart('-'), a) == (x % y == 0), $"{a} by {b}");
            examined++;
        });

        Assert.Equal(3000, examined);
    }

    [Theory]
    [InlineData("1e999999999", "1e999999998", 1)]
    [InlineData("-1e999999999", "1e-999999999", -1)]
    [InlineData("1e99999999999999999999999999", "1", 1)]
    [InlineData("1e-99999999999999999999999999", "0", 1)]
    [InlineData("0e999999999", "0", 0)]
    [InlineData("100000000000000000000", "1e20", 0)]
    [InlineData("0.00000000000000000001", "1e-20", 0)]
    [InlineData("999999999999999999", "1000000000000000000", -1)]
    [InlineData("0.999999999999999999", "1", -1)]
    public void CompareTo_FarApartExponents_IsExactAtOnce(string a, string b, int expected)
    {
        Assert.Equal(expected, Math.Sign(Compare(a, b)));
        Assert.Equal(-expected, Math.Sign(Compare(b, a)));
    }

    [Theory]
    [InlineData("3", "1e999999999", false)]
    [InlineData("5", "1e999999999", true)]
    [InlineData("0.1", "1e999999999", true)]
    [InlineData("1e999999999", "1", false)]
    [InlineData("99999999999999999999", "99999999999999999999e50", true)]
    public void Divides_HugeExponents_IsExactAtOnce(string divisor, string value, bool expected) => Assert.Equal(expected, Divides(divisor, value));

    private static readonly BigInteger Unit = BigInteger.Pow(10, 60);

    private static int Compare(string a, string b) => ExactNumber.Parse(Encoding.UTF8.GetBytes(b)).CompareTo(Token(a), Encoding.UTF8.GetBytes(a));

    private static bool IsInteger(string a) => ExactNumber.IsInteger(Token(a), Encoding.UTF8.GetBytes(a));

    private static bool Divides(string divisor, string value)
        => new Divisor(ExactNumber.Parse(Encoding.UTF8.GetBytes(divisor))).Divides(Token(value), Encoding.UTF8.GetBytes(value));

    private static NumberToken Token(string number)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(number));
        Assert.True(cursor.ReadNumber(out var token));
        return token;
    }

    private static string RandomNumber(Random random)
    {
        string Digits(int most) => string.Concat(Enumerable.Range(0, 1 + random.Next(most)).Select(_ => random.Next(3) == 0 ? 0 : random.Next(10)));
        var whole = random.Next(3) == 0 ? "0" : random.Next(1, 10) + (random.Next(2) == 0 ? "" : Digits(24));
        return (random.Next(2) == 0 ? "-" : "") + whole + (random.Next(2) == 0 ? "" : "." + Digits(20)) + (random.Next(3) > 0 ? "" : $"e{random.Next(-15, 16)}");
    }

    /// <summary>The same number in other words.</summary>
    private static string Rewrite(string number, Random random)
    {
        if (number.Contains('e', StringComparison.Ordinal)) return number.Replace("e", "E", StringComparison.Ordinal);
        return number.Contains('.', StringComparison.Ordinal) ? number + new string('0', random.Next(4)) : number + ".0e0";
    }

    private static BigInteger Scaled(string number)
    {
        var parts = number.ToLowerInvariant().Split('e');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var scale = point < 0 ? 0 : parts[0].Length - point - 1;
        var exponent = (parts.Length > 1 ? int.Parse(parts[1]) : 0) - scale + 60;
        return BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal)) * BigInteger.Pow(10, exponent);
    }
}
