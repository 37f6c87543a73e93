using System.Text;

namespace Gateway.Fuzz.References;

/// <summary>
/// A path as the most careless backend would read it: decoded again and again, with look-alikes taken for what they look like (NFKC of
/// Unicode 16, by Python's unicodedata), '\' as '/', and parameters cut off. What the gate lets through must be harmless even there.
/// </summary>
internal static class CarelessPath
{
    // Every character whose NFKC has one of / \ . % ; ? #, and division slash, set minus and their like, which best-fit tables map.
    private static readonly Dictionary<int, string> Folded = new (string Fold, int[] Characters)[]
    {
        ("/", [0xFF0F, 0x2215, 0x2044, 0x29F8]),
        ("a/c", [0x2100, 0x2101, 0x2105, 0x2106]),
        ("\\", [0xFF3C, 0xFE68, 0x29F5, 0x29F9, 0x2216]),
        (".", [0xFF0E, 0xFE52, 0x2024]),
        ("..", [0x2025, 0xFE30]),
        ("...", [0x2026, 0xFE19]),
        ("%", [0xFF05, 0xFE6A]),
        (";", [0xFF1B, 0xFE54, 0x037E, 0xFE14]),
        ("?", [0x2047, 0x2048, 0x2049, 0xFE16, 0xFE56, 0xFF1F]),
        ("#", [0xFE5F, 0xFF03]),
    }.SelectMany(static f => f.Characters.Select(c => (c, f.Fold))).ToDictionary();

    /// <summary>The octets of a text with every "%XX" undone once.</summary>
    public static byte[] Decode(string text)
    {
        List<byte> bytes = [];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        return [.. bytes];
    }

    /// <summary>Why the path is dangerous; null when it is not.</summary>
    public static string? Danger(string path)
    {
        var text = Resolve(path);
        if (text.AsSpan().IndexOfAny('?', '#') >= 0) return "a delimiter appears";
        var segments = text.Replace('\\', '/').Split('/').Skip(1).ToArray();
        for (var i = 0; i < segments.Length; i++)
        {
            var name = segments[i].Split(';')[0];
            if (name.Trim(' ') is "." or ".." || (name.Contains('.', StringComparison.Ordinal) && name.AsSpan().IndexOfAnyExcept('.', ' ') < 0)) return "a dot segment appears";
            if (name.Length == 0 && (i < segments.Length - 1 || segments[i].Length > 0)) return "an empty segment appears";
        }

        return text.Any(char.IsControl) ? "a control character appears" : null;
    }

    private static string Resolve(string path)
    {
        for (var rounds = 0; rounds < 8; rounds++)
        {
            var decoded = new StringBuilder();
            foreach (var rune in Encoding.UTF8.GetString(Decode(path)).EnumerateRunes()) decoded.Append(Folded.GetValueOrDefault(rune.Value) ?? rune.ToString());
            if (decoded.ToString() == path) break;
            path = decoded.ToString();
        }

        return path;
    }
}
