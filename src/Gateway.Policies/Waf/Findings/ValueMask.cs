using System.Text;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Findings;

/// <summary>
/// What may stand in a log of what matched: signs and keywords tell an attack, long words and numbers may be somebody's. Values of fields that hold secrets are not shown at all,
/// neither by the name of what matched nor, in whole bodies and queries, by the name in front of them. Where it is not plain, too much is hidden.
/// </summary>
internal static class ValueMask
{
    private const int MaxLength = 120;
    private const int MaxWord = 16;
    private const int MaxDigits = 3;
    private const string Hidden = "***";

    private static readonly string[] Secret =
        ["pass", "pwd", "secret", "token", "key", "auth", "cookie", "session", "credential", "pin", "cvv", "cvc", "card", "iban", "ssn", "otp", "signature"];

    public static string Of(MatchedRule match) => IsSecret(match.LastTarget) ? Hidden : Of(match.LogData, match.Targets);

    /// <param name="data">Bytes of the request, each a character.</param>
    /// <param name="targets">The names of what matched.</param>
    public static string Of(string data, IReadOnlyList<string> targets)
    {
        foreach (var target in targets)
            if (IsSecret(target)) return Hidden;
        var masked = new StringBuilder();
        var isName = false;
        for (var at = 0; at < data.Length && masked.Length < MaxLength;)
        {
            var start = at;
            while (at < data.Length && IsOfWord(data[at])) at++;
            if (at > start)
            {
                var word = data.AsSpan(start, at - start);
                isName = IsSecret(word) || (isName && IsInName(data[start - 1]));
                Append(masked, word);
            }
            else if (isName && SeparatorAt(data, at) is > 0 and var length)
            {
                masked.Append(data, at, length).Append(Hidden);
                at = EndOfValue(data, at + length, data[at]);
                isName = false;
            }
            else
            {
                isName = isName && (IsInName(data[at]) || data[at] is ']' or ')' or '"' or '\'' or '\\' or ' ' or '\t');
                masked.Append(data[at++]);
            }
        }

        return masked.ToString();
    }

    private static bool IsSecret(ReadOnlySpan<char> name)
    {
        foreach (var word in Secret)
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    // Bytes beyond ASCII are parts of letters more often than not.
    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c >= 0x80;

    // user[password], user%5Bpassword%5D, password_new
    private static bool IsInName(char c) => c is '_' or '-' or '.' or '[' or '%';

    private static void Append(StringBuilder masked, ReadOnlySpan<char> word)
    {
        var digits = 0;
        foreach (var c in word)
            if (char.IsAsciiDigit(c)) digits++;
        if (digits > MaxDigits || word.Length > MaxWord) masked.Append(word[..2]).Append(Hidden);
        else masked.Append(word);
    }

    /// <summary>The length of what stands between a name and its value in forms, JSON, header fields and XML; 0 where there is none.</summary>
    private static int SeparatorAt(string data, int at) =>
        data[at] is '=' or ':' or '>' ? 1
        : data[at] == '%' && at + 2 < data.Length && data[at + 1] == '3' && data[at + 2] is ('d' or 'D' or 'a' or 'A') ? 3
        : 0;

    private static int EndOfValue(string data, int at, char separator)
    {
        while (at < data.Length && data[at] is (' ' or '\t' or '\\')) at++;
        if (at == data.Length) return at;
        if (separator == ':' && data[at] is ('"' or '\''))
        {
            // JSON, or JSON in JSON, whose quotes are escaped themselves.
            var quote = data[at];
            var isEscaped = data[at - 1] == '\\';
            for (at++; at < data.Length; at++)
                if (data[at] == quote && (isEscaped || data[at - 1] != '\\')) break;
            return at;
        }

        var end = data.AsSpan(at).IndexOfAny(separator == '>' ? "<" : "&\r\n");
        return end < 0 ? data.Length : at + end;
    }
}
