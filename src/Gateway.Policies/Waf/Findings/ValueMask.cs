using System.Text;

namespace Gateway.Policies.Waf.Findings;

/// <summary>
/// What may stand in a log of what matched: signs and keywords tell an attack, long words and numbers may be somebody's. Values of fields that hold secrets are not shown at all.
/// </summary>
internal static class ValueMask
{
    private const int MaxLength = 120;
    private const int MaxWord = 16;
    private const int MaxDigits = 3;
    private const string Hidden = "***";

    private static readonly string[] Secret =
        ["pass", "pwd", "secret", "token", "key", "auth", "cookie", "session", "credential", "pin", "cvv", "cvc", "card", "iban", "ssn", "otp", "signature"];

    public static string Of(string data, IReadOnlyList<string> targets)
    {
        foreach (var target in targets)
            if (Array.Exists(Secret, word => target.Contains(word, StringComparison.OrdinalIgnoreCase))) return Hidden;
        var masked = new StringBuilder();
        for (var at = 0; at < data.Length && masked.Length < MaxLength;)
        {
            var start = at;
            var digits = 0;
            while (at < data.Length && char.IsAsciiLetterOrDigit(data[at]))
                if (char.IsAsciiDigit(data[at++])) digits++;
            if (at == start) masked.Append(data[at++]);
            else if (digits > MaxDigits || at - start > MaxWord) masked.Append(data.AsSpan(start, 2)).Append(Hidden);
            else masked.Append(data.AsSpan(start, at - start));
        }

        return masked.ToString();
    }
}
