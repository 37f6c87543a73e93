using System.Globalization;

namespace Gateway.LoadTests.Processes;

/// <summary>Reads VmRSS of proc_pid_status(5).</summary>
internal static class ResidentMemory
{
    private const string Field = "VmRSS:";
    private const string Unit = "kB";

    /// <summary>In bytes.</summary>
    /// <exception cref="LoadTestException">There is no such line: the process has ended.</exception>
    public static long Parse(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(static l => l.StartsWith(Field, StringComparison.Ordinal)) ?? throw new LoadTestException("a process ended before its memory was read");
        return long.Parse(line.AsSpan(Field.Length).Trim().TrimEnd(Unit).Trim(), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
    }
}
