using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Gateway.Fuzz.References;

/// <summary>A JSON number (RFC 8259 section 6) as an integer times a power of ten.</summary>
internal readonly record struct PlainNumber(BigInteger Mantissa, int Exponent)
{
    private static readonly Regex Json = new(@"\A(?<whole>-?(?:0|[1-9][0-9]*))(?:\.(?<fraction>[0-9]+))?(?:[eE](?<power>[-+]?[0-9]+))?\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The greatest power that is written out.</summary>
    public const int MostPower = 3000;

    /// <summary>Null for what is no number.</summary>
    public static PlainNumber? Read(string text)
    {
        if (Json.Match(text) is not { Success: true } match) return null;
        var fraction = match.Groups["fraction"].Value;
        var mantissa = BigInteger.Parse(match.Groups["whole"].Value + fraction, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var power = match.Groups["power"].Success ? BigInteger.Parse(match.Groups["power"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        // Beyond, a number is as good as its sign and the direction that it lies in.
        return new(mantissa, (int)BigInteger.Clamp(power, -1_000_000, 1_000_000) - fraction.Length);
    }

    public bool IsReasonable => Math.Abs(Exponent) <= MostPower;

    /// <summary>Both as integers of one scale.</summary>
    public static (BigInteger Left, BigInteger Right) Scaled(PlainNumber left, PlainNumber right)
    {
        var least = Math.Min(left.Exponent, right.Exponent);
        return (left.Mantissa * BigInteger.Pow(10, left.Exponent - least), right.Mantissa * BigInteger.Pow(10, right.Exponent - least));
    }
}
