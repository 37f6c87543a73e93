using System.Text;

namespace Gateway.SecLang.Parsing;

/// <summary>Splits a rule file into directives. Empty lines and lines that begin with <c>#</c> are left out.</summary>
internal static class LineReader
{
    public static IEnumerable<LogicalLine> Read(string file, byte[] bytes)
    {
        LogicalLine? pending = null;
        var number = 0;
        foreach (var raw in Lines(Encoding.Latin1.GetString(bytes)))
        {
            number++;
            // A comment ends with its own line even if that ends in a backslash: joining the next line to it would silently drop a rule.
            if (pending is null && IsBlankOrComment(raw)) continue;
            pending ??= new LogicalLine(file);
            if (raw.EndsWith('\\'))
            {
                pending.Append(raw[..^1], number);
                continue;
            }

            pending.Append(raw, number);
            yield return pending;
            pending = null;
        }

        if (pending is not null) yield return pending;
    }

    private static bool IsBlankOrComment(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text.IsEmpty || text[0] == '#';
    }

    private static IEnumerable<string> Lines(string text)
    {
        var start = text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? 3 : 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var length = end - start;
            if (length > 0 && text[start + length - 1] == '\r') length--;
            yield return text.Substring(start, length);
            start = end + 1;
        }
    }
}
