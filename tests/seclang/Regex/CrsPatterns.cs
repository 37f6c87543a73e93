using System.Text;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>
/// The patterns and word lists of an installed Core Rule Set, read with the least that finds them: these tests stand below the parser of rules.
/// </summary>
internal static class CrsPatterns
{
    private const string Installed = "/usr/share/modsecurity-crs/rules";

    /// <summary>A rule's operator and its argument.</summary>
    internal sealed record Found(string Id, string Operator, byte[] Argument, string Folder, int ParanoiaLevel, int Phase);

    /// <summary>The distinct patterns of the installed rules; those of a folder of CRS 4 too, where GATEWAY_CRS4_RULES names it.</summary>
    public static List<Found> Patterns() => [.. Rules().Where(r => r.Operator == "rx").DistinctBy(r => Convert.ToBase64String(r.Argument))];

    public static List<Found> Rules()
    {
        if (!Directory.Exists(Installed)) Assert.Skip($"{Installed} is missing: apt-get install modsecurity-crs");
        var rules = Read(Installed, doubledBackslash: true).ToList();
        if (Environment.GetEnvironmentVariable("GATEWAY_CRS4_RULES") is { Length: > 0 } folder) rules.AddRange(Read(folder, doubledBackslash: false));
        return rules;
    }

    public static IEnumerable<byte[]> Phrases(Found rule)
    {
        if (rule.Operator == "pm") return Encoding.Latin1.GetString(rule.Argument).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.Latin1.GetBytes);
        return File.ReadLines(Path.Combine(rule.Folder, Encoding.Latin1.GetString(rule.Argument)), Encoding.Latin1)
            .Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0 && l[0] != '#').Select(Encoding.Latin1.GetBytes);
    }

    private static IEnumerable<Found> Read(string folder, bool doubledBackslash)
    {
        foreach (var file in Directory.GetFiles(folder, "*.conf").Order(StringComparer.Ordinal))
        {
            var (phase, level) = (0, 1);
            foreach (var line in File.ReadAllText(file, Encoding.Latin1).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            {
                if (!line.TrimStart().StartsWith("SecRule ", StringComparison.Ordinal)) continue;
                var words = Words(line, doubledBackslash);
                if (words.Count < 3) continue;
                var (name, argument) = Split(words[2]);
                var actions = words.Count > 3 ? words[3] : "";
                // A chain's later links say neither phase nor level: they share their starter's.
                phase = Number(actions, "phase:") ?? phase;
                if (Number(actions, "id:") is not null) level = Number(actions, "paranoia-level/") ?? 1;
                yield return new Found(Number(actions, "id:")?.ToString() ?? "chain", name, Encoding.Latin1.GetBytes(argument), folder, level, phase);
            }
        }
    }

    private static int? Number(string actions, string key)
    {
        var at = actions.IndexOf(key, StringComparison.Ordinal);
        if (at < 0) return null;
        var digits = new string([.. actions.AsSpan(at + key.Length).ToArray().TakeWhile(char.IsAsciiDigit)]);
        return digits.Length == 0 ? null : int.Parse(digits);
    }

    private static (string Operator, string Argument) Split(string word)
    {
        word = word.TrimStart('!');
        if (!word.StartsWith('@')) return ("rx", word);
        var space = word.IndexOf(' ');
        return space < 0 ? (word[1..], "") : (word[1..space], word[(space + 1)..].TrimStart());
    }

    private static List<string> Words(string line, bool doubledBackslash)
    {
        var words = new List<string>();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] is ' ' or '\t' or '\r') continue;
            var word = new StringBuilder();
            if (line[i] == '"')
            {
                for (i++; i < line.Length && line[i] != '"'; i++)
                {
                    if (line[i] == '\\' && i + 1 < line.Length && (line[i + 1] == '"' || (doubledBackslash && line[i + 1] == '\\'))) i++;
                    word.Append(line[i]);
                }
            }
            else
            {
                for (; i < line.Length && line[i] is not (' ' or '\t' or '\r'); i++) word.Append(line[i]);
            }

            words.Add(word.ToString());
        }

        return words;
    }
}
