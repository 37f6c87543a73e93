using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Gateway.Policies.Lockout.Accounts;

/// <summary>
/// One text for all spellings of an account that a backend may take for the same: without regard to case, to compatibility forms (Unicode
/// NFKC: full-width letters, ligatures), to accents, to invisible characters and to blanks around it. Accents, because databases compare
/// without them by default, and each letter that has some would multiply the guesses at one account. The runtime has no Unicode normalization without ICU
/// libraries, so a table does it. What is compared is the decomposed form: two texts have the same NFKC exactly when they have the same NFKD.
/// </summary>
internal static class AccountName
{
    /// <summary>Longer ones name no account.</summary>
    public const int MaxLength = 256;

    private static readonly Lazy<FrozenDictionary<int, string>> Table = new(ReadTable);

    /// <summary>The number of characters that are folded to something else.</summary>
    internal static int TableSize => Table.Value.Count;

    /// <summary>The account as it is counted; null for what names none.</summary>
    public static string? Normalize(string? text)
    {
        if (text is null || text.Length > MaxLength) return null;
        var name = Ascii.IsValid(text) ? text.ToLowerInvariant() : Fold(text);
        name = name?.Trim();
        return name is { Length: > 0 and <= MaxLength } && !name.AsSpan().ContainsAnyInRange('\0', '\u001f') ? name : null;
    }

    private static string? Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Half of a surrogate pair, or U+FFFD, which it becomes: nobody's name.
            if (rune == Rune.ReplacementChar) return null;
            Append(folded, rune);
        }

        Reorder(folded);
        return folded.ToString();
    }

    private static void Append(StringBuilder folded, Rune rune)
    {
        if (rune.IsAscii) folded.Append(char.ToLowerInvariant((char)rune.Value));
        else if (Table.Value.TryGetValue(rune.Value, out var replacement)) AppendPlain(folded, replacement);
        else if (rune.Value is >= 0xac00 and <= 0xd7a3) AppendHangul(folded, rune.Value - 0xac00);
        else if (!IsIgnorable(rune)) AppendLower(folded, rune);
    }

    // The runtime may know pairs of letters that are younger than the table.
    private static void AppendLower(StringBuilder folded, Rune rune)
    {
        var lower = Rune.ToLowerInvariant(rune);
        if (lower != rune && Table.Value.TryGetValue(lower.Value, out var replacement)) AppendPlain(folded, replacement);
        else AppendPlain(folded, lower.ToString());
    }

    private static void AppendPlain(StringBuilder folded, string text)
    {
        foreach (var c in text)
        {
            if (!IsAccent(c)) folded.Append(Plain(c) ?? c.ToString());
        }
    }

    // Marks of Latin, Greek and Cyrillic, and the voicing of kana. Vowel signs of other scripts tell names apart.
    private static bool IsAccent(char c) => c is
        (>= '\u0300' and <= '\u036f') or (>= '\u1ab0' and <= '\u1aff') or (>= '\u1dc0' and <= '\u1dff')
        or (>= '\u20d0' and <= '\u20ff') or (>= '\ufe20' and <= '\ufe2f') or '\u3099' or '\u309a';

    // Letters with a stroke and the like, which do not decompose.
    private static string? Plain(char c) => c switch
    {
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'æ' => "ae",
        'œ' => "oe",
        _ => null,
    };

    // Unicode section 3.12: syllables decompose by arithmetic.
    private static void AppendHangul(StringBuilder folded, int syllable)
    {
        folded.Append((char)(0x1100 + (syllable / 588))).Append((char)(0x1161 + (syllable % 588 / 28)));
        if (syllable % 28 > 0) folded.Append((char)(0x11a7 + (syllable % 28)));
    }

    // Zero-width characters, soft hyphens, variation selectors.
    private static bool IsIgnorable(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format || rune.Value is (>= 0xfe00 and <= 0xfe0f) or 0x034f or (>= 0xe0100 and <= 0xe01ef);

    // Marks on one letter in one order. Coarser than Unicode's canonical order, which needs a class for each: orders that differ in meaning
    // become one as well, and an account more is counted together with its neighbour.
    private static void Reorder(StringBuilder text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            for (var j = i; j > 0 && IsMark(text[j]) && IsMark(text[j - 1]) && text[j - 1] > text[j]; j--)
                (text[j], text[j - 1]) = (text[j - 1], text[j]);
        }
    }

    private static bool IsMark(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    // "a=b c" or, for a run of characters with a run of replacements, "a-b=c"; hexadecimal.
    private static FrozenDictionary<int, string> ReadTable()
    {
        using var stream = typeof(AccountName).Assembly.GetManifestResourceStream("Lockout.Folding")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var (from, to) = (line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            if (from.Split('-') is [var first, var last])
            {
                for (var (c, start, target) = (Hex(first), Hex(first), Hex(to)); c <= Hex(last); c++) table.Add(c, char.ConvertFromUtf32(target + c - start));
            }
            else
            {
                table.Add(Hex(from), string.Concat(to.Split(' ').Select(static c => char.ConvertFromUtf32(Hex(c)))));
            }
        }

        return table.ToFrozenDictionary();
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
