using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Gateway.Policies.Validation.Documents;

namespace Gateway.Fuzz.References;

/// <summary>The table of YAML 1.2.2 section 10.3.2, expression by expression.</summary>
internal static class PlainYaml
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);
    private static readonly Regex Octal = new(@"\A0o[0-7]+\z", RegexOptions.CultureInvariant, Most);
    private static readonly Regex Hex = new(@"\A0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant, Most);
    private static readonly Regex Whole = new(@"\A[-+]?[0-9]+\z", RegexOptions.CultureInvariant, Most);
    private static readonly Regex Float = new(@"\A(?<sign>[-+]?)(?<digits>\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE](?<power>[-+]?[0-9]+))?\z", RegexOptions.CultureInvariant, Most);
    private static readonly Regex NoNumber = new(@"\A(?:[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)\z", RegexOptions.CultureInvariant, Most);

    /// <summary>The kind, and what a number is; null for infinity and not-a-number.</summary>
    public static (SourceKind Kind, PlainNumber Number)? Read(string text)
    {
        if (NoNumber.IsMatch(text)) return null;
        if (text is "" or "null" or "Null" or "NULL" or "~") return (SourceKind.Null, default);
        if (text is "true" or "True" or "TRUE") return (SourceKind.True, default);
        if (text is "false" or "False" or "FALSE") return (SourceKind.False, default);
        if (Octal.IsMatch(text)) return (SourceKind.Number, new(text[2..].Aggregate(BigInteger.Zero, static (sum, c) => (sum << 3) + (c - '0')), 0));
        if (Hex.IsMatch(text)) return (SourceKind.Number, new(text[2..].Aggregate(BigInteger.Zero, static (sum, c) => (sum << 4) + Convert.ToInt32($"{c}", 16)), 0));
        if (Whole.IsMatch(text)) return (SourceKind.Number, new(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), 0));
        if (Float.Match(text) is not { Success: true } match) return (SourceKind.String, default);
        var digits = match.Groups["digits"].Value;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var json = point < 0 ? $"1{digits}" : $"1{digits[..point]}{(point + 1 < digits.Length ? digits[point..] : "")}";
        var number = PlainNumber.Read(json + (match.Groups["power"].Success ? $"e{match.Groups["power"].Value}" : ""))!.Value;
        // The 1 in front let zeros stand there.
        var mantissa = number.Mantissa - BigInteger.Pow(10, number.Mantissa.ToString(CultureInfo.InvariantCulture).Length - 1);
        return (SourceKind.Number, new(match.Groups["sign"].Value == "-" ? -mantissa : mantissa, number.Exponent));
    }
}
