using Gateway.SecLang.LibInjection;
using Gateway.SecLang.LibInjection.Sql;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Forms;

/// <summary>
/// Whether <c>@detectSQLi</c> may match a value of a form. Proved in two ways only: every value is one word or one number, of which the detector says no before it begins; or the
/// values are few enough to be tried. There one digit stands for another: outside of words the tokeniser asks of a digit only whether it is one, unless "x" or "b" follows it.
/// </summary>
internal static class SqlOverlap
{
    private const int MaxWords = 4_000;

    private static readonly ByteSet Radix = ByteSet.Of("xXbB"u8);

    public static bool MayMatch(FormImage image)
    {
        if (IsOneToken(image)) return false;
        if (FormWords.List(image, MaxWords, alikeDigits: !image.Alphabet.Overlaps(Radix)) is not { } words) return true;
        Span<byte> fingerprint = stackalloc byte[SqlInjection.MaxFingerprint];
        foreach (var word in words)
            if (SqlInjection.Detect(word, fingerprint, out _)) return true;
        return false;
    }

    private static bool IsOneToken(FormImage image)
    {
        var beginsWithDigit = false;
        foreach (var b in image.Alphabet)
            if (!SqlBytes.WordCharacters.Contains(b)) return false;
        foreach (var (value, _) in image.Form.Edges[0]) beginsWithDigit |= char.IsAsciiDigit((char)image[value]);
        return !beginsWithDigit || !image.Alphabet.Overlaps(~ByteSet.Digit);
    }
}
