namespace Gateway.LoadTests.Profiling;

/// <summary>Reads what <c>perf script -F comm,ip,sym,dso</c> prints: the thread's name, one indented line a frame, an empty line.</summary>
internal static class PerfScript
{
    public static IEnumerable<StackSample> Read(TextReader text)
    {
        string? thread = null;
        var frames = new List<Frame>();
        while (text.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] is ' ' or '\t')
            {
                if (FrameOf(line.AsSpan().Trim()) is { } frame) frames.Add(frame);
                continue;
            }

            if (thread is not null && frames.Count > 0) yield return new StackSample(thread, [.. frames]);
            frames.Clear();
            thread = line.Length > 0 ? line.Trim() : null;
        }

        if (thread is not null && frames.Count > 0) yield return new StackSample(thread, [.. frames]);
    }

    // "7f3e2dc6b003 symbol, which may have spaces and parentheses (/path/of/module)"
    private static Frame? FrameOf(ReadOnlySpan<char> line)
    {
        var address = line.IndexOf(' ');
        var module = line.LastIndexOf(" (", StringComparison.Ordinal);
        if (address < 0 || module <= address) return null;
        var path = line[(module + 2)..].TrimEnd(')');
        return new Frame(line[(address + 1)..module].Trim().ToString(), path[(path.LastIndexOf('/') + 1)..].ToString());
    }
}
