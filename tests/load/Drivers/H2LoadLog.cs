using System.Globalization;

namespace Gateway.LoadTests.Drivers;

/// <summary>Reads h2load's log: start in microseconds, status, duration in microseconds, one request a line.</summary>
internal static class H2LoadLog
{
    /// <summary>The durations, sorted.</summary>
    public static long[] Parse(IEnumerable<string> lines)
    {
        var durations = new List<long>();
        foreach (var line in lines)
        {
            var last = line.LastIndexOf('\t');
            if (last > 0 && long.TryParse(line.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var duration)) durations.Add(duration);
        }

        durations.Sort();
        return [.. durations];
    }
}
