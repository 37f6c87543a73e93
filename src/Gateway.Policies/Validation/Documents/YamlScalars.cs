using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Gateway.Policies.Validation.Documents;

/// <summary>
/// What a plain scalar is in the core schema of YAML 1.2 (section 10.3.2). "no", "on" and dates are texts, "010" is ten; a number keeps its
/// digits.
/// </summary>
internal static partial class YamlScalars
{
    /// <summary>False for what JSON has no notation for: infinity and not-a-number.</summary>
    public static bool TryRead(string text, out SourceKind kind, out string? value)
    {
        value = null;
        kind = text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => SourceKind.Null,
            "true" or "True" or "TRUE" => SourceKind.True,
            "false" or "False" or "FALSE" => SourceKind.False,
            _ => SourceKind.String,
        };
        if (kind is not SourceKind.String) return true;
        value = text;
        var first = text[0];
        if (!char.IsAsciiDigit(first) && first is not ('-' or '+' or '.')) return true;
        if ((first is '-' or '+' ? text[1..] : text) is ".inf" or ".Inf" or ".INF" || text is ".nan" or ".NaN" or ".NAN") return false;
        if (Number(text) is { } number) (kind, value) = (SourceKind.Number, number);
        return true;
    }

    // Longer ones take a time that grows with the square of their length.
    private const int MaxRadixDigits = 64;

    private static string? Number(string text)
    {
        if (text.Length > MaxRadixDigits + 2 && text[0] == '0' && text[1] is 'x' or 'o') return null;
        if (text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2 && text.AsSpan(2).IndexOfAnyExcept(Hex) < 0)
            return BigInteger.Parse($"0{text[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        if (text.StartsWith("0o", StringComparison.Ordinal) && text.Length > 2 && text.AsSpan(2).IndexOfAnyExceptInRange('0', '7') < 0)
            return text.Skip(2).Aggregate(BigInteger.Zero, static (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);
        var match = Decimal().Match(text);
        if (!match.Success) return null;
        var sign = text[0] == '-' ? "-" : "";
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return string.Concat(sign, whole.Length == 0 ? "0" : whole, fraction.Length == 0 ? "" : $".{fraction}", match.Groups["exponent"].Value);
    }

    private static System.Buffers.SearchValues<char> Hex { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    [GeneratedRegex(@"^[-+]?(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>[eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decimal();
}
