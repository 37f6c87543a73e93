using System.Globalization;

namespace Gateway.LoadTests.Processes;

/// <summary>Processor time from /proc, children included: the master of nginx does nothing, its worker everything.</summary>
internal static class ProcessTree
{
    // USER_HZ, the unit of these fields, is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // Behind the name in parentheses: state, ppid, …; utime and stime are the 12th and 13th (proc_pid_stat(5)).
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;

    public static TimeSpan ProcessorTime(int root)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (Read(folder) is not { } fields) continue;
            if (id == root || Number(fields[Parent]) == root) ticks += Number(fields[UserTime]) + Number(fields[SystemTime]);
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static string[]? Read(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and the reading.
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);
}
