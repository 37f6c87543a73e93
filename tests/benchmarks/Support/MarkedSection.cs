namespace Gateway.Benchmarks.Support;

/// <summary>Replaces what stands between <c>&lt;!-- NAME:begin --&gt;</c> and <c>&lt;!-- NAME:end --&gt;</c> in a text; all else is written by people.</summary>
internal static class MarkedSection
{
    public static void Replace(string path, string name, string content)
    {
        var (begin, end) = ($"<!-- {name}:begin -->", $"<!-- {name}:end -->");
        var text = File.ReadAllText(path);
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from) throw new InvalidOperationException($"{path}: found no section {begin} … {end}");
        File.WriteAllText(path, $"{text[..(from + begin.Length)]}\n\n{content.Trim()}\n\n{text[to..]}");
    }
}
