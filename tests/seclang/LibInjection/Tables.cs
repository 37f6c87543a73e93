using System.Runtime.CompilerServices;
using System.Text;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>
/// Writes the tables of src/Gateway.SecLang/LibInjection/Data: takes every text that occurs in the library's file for a candidate and asks
/// the library about it. What the library knows must occur there, so nothing is missed.
/// </summary>
internal static class Tables
{
    private const string Head = "# What libinjection 3.9.2 knows; made by tests/seclang/LibInjection/Tables.cs. Its licence: NOTICE.md.\n";
    private const int Width = 150;

    public static string Folder([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../src/Gateway.SecLang/LibInjection/Data"));

    /// <summary>All printable texts of the file that NUL ends, and their endings (linkers store "ALL" as the end of "UNION ALL").</summary>
    public static SortedSet<string> Candidates(string file)
    {
        var candidates = new SortedSet<string>(StringComparer.Ordinal);
        var start = 0;
        var bytes = File.ReadAllBytes(file);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is >= 0x20 and < 0x7F) continue;
            if (bytes[i] == 0)
                for (var from = Math.Max(start, i - 31); from < i; from++) candidates.Add(Encoding.ASCII.GetString(bytes, from, i - from));
            start = i + 1;
        }

        candidates.RemoveWhere(candidate => candidate.Any(char.IsAsciiLetterLower));
        return candidates;
    }

    public static string Words(Oracle oracle, IEnumerable<string> candidates)
    {
        var text = new StringBuilder(Head);
        foreach (var kind in candidates.GroupBy(oracle.Lookup).Where(kind => kind.Key is not ('\0' or 'F')).OrderBy(kind => kind.Key))
            foreach (var line in Wrap(kind, ',')) text.Append(kind.Key).Append(' ').Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>By their first three letters, which about six share.</summary>
    public static string Fingerprints(Oracle oracle, IEnumerable<string> candidates)
    {
        var text = new StringBuilder(Head);
        var known = candidates.Where(word => word[0] == '0' && oracle.Lookup(word) == 'F').Select(word => word[1..]).ToList();
        text.Append("! ").AppendJoin(' ', known.Where(print => print.Length <= 3)).Append('\n');
        foreach (var group in known.Where(print => print.Length > 3).GroupBy(print => print[..3]))
            text.Append(group.Key).Append(' ').AppendJoin(' ', group.Select(print => print[3..])).Append('\n');
        return text.ToString();
    }

    public static string HtmlNames(Oracle oracle, IEnumerable<string> candidates)
    {
        bool Xss(string markup) => oracle.Xss(Encoding.ASCII.GetBytes(markup));
        var names = candidates.Where(name => name.Length <= 20 && name.All(c => char.IsAsciiLetterUpper(c) || c == ':')).ToList();
        var attributes = names.Where(name => name.Length >= 2 && !(name.Length >= 5 && (name.StartsWith("ON", StringComparison.Ordinal)
            || name.StartsWith("XMLNS", StringComparison.Ordinal) || name.StartsWith("XLINK", StringComparison.Ordinal)))).ToList();
        var always = attributes.Where(name => Xss($"<x {name}=y>")).ToList();
        return Head
            + "tag " + string.Join(',', names.Where(name => !name.StartsWith("SVG", StringComparison.Ordinal) && !name.StartsWith("XSL", StringComparison.Ordinal) && Xss($"<{name}>"))) + "\n"
            + "always " + string.Join(',', always) + "\n"
            + "address " + string.Join(',', attributes.Except(always).Where(name => Xss($"<x {name}=java>"))) + "\n"
            + "name " + string.Join(',', attributes.Except(always).Where(name => Xss($"<x {name}=style>"))) + "\n";
    }

    private static IEnumerable<string> Wrap(IEnumerable<string> words, char separator)
    {
        var line = new StringBuilder();
        foreach (var word in words)
        {
            if (line.Length + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(separator);
            line.Append(word);
        }

        yield return line.ToString();
    }
}
