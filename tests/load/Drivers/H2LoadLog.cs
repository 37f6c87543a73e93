using System.Globalization;

namespace Gateway.LoadTests.Drivers;

/// <summary>A request of a log.</summary>
/// <param name="Start">When it was sent, in microseconds since 1970.</param>
/// <param name="Duration">Until the end of its answer, in microseconds.</param>
internal readonly record struct TimedRequest(long Start, long Duration)
{
    public long End => Start + Duration;
}

/// <summary>Reads h2load's log: start in microseconds since 1970, status, duration in microseconds, one request a line.</summary>
internal static class H2LoadLog
{
    /// <summary>Every request with its time.</summary>
    public static List<TimedRequest> ParseTimed(IEnumerable<string> lines)
    {
        var requests = new List<TimedRequest>();
        foreach (var line in lines)
        {
            var fields = line.Split('\t');
            if (fields.Length == 3 && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                && long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var duration)) requests.Add(new(start, duration));
        }

        return requests;
    }

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
