namespace Gateway.SecLang.Parsing;

/// <summary>Rule ids as directives list them: numbers and ranges, <c>942100 942110-942140</c>.</summary>
internal sealed class IdSet(List<(long First, long Last)> ranges)
{
    public bool Contains(long id) => ranges.Exists(r => r.First <= id && id <= r.Last);

    /// <summary>Null where a part is neither a number nor a range.</summary>
    public static IdSet? Parse(string text)
    {
        var ranges = new List<(long, long)>();
        foreach (var part in text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!long.TryParse(dash < 0 ? part : part[..dash], out var first)) return null;
            var last = first;
            if (dash >= 0 && !long.TryParse(part[(dash + 1)..], out last)) return null;
            ranges.Add((first, last));
        }

        return ranges.Count == 0 ? null : new IdSet(ranges);
    }
}
