using System.Globalization;

namespace Gateway.Benchmarks.Slow;

/// <summary>What a process holds, as /proc says.</summary>
internal readonly record struct ProcessSample(long ResidentKilobytes, int Threads, int Handles)
{
    public static ProcessSample Of(int processId)
    {
        long resident = 0;
        var threads = 0;
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal)) resident = Number(line);
            if (line.StartsWith("Threads:", StringComparison.Ordinal)) threads = (int)Number(line);
        }

        return new ProcessSample(resident, threads, Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length);
    }

    /// <summary>The most of each.</summary>
    public ProcessSample Max(ProcessSample other) =>
        new(Math.Max(ResidentKilobytes, other.ResidentKilobytes), Math.Max(Threads, other.Threads), Math.Max(Handles, other.Handles));

    /// <summary>Files that this process may have open; the runtime has raised it to the hard limit.</summary>
    public static long OpenFilesAllowed()
    {
        var line = File.ReadLines("/proc/self/limits").First(static l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft == "unlimited" ? long.MaxValue : long.Parse(soft, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static long Number(string line) =>
        long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.None, CultureInfo.InvariantCulture);
}
