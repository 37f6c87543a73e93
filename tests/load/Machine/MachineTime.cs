using System.Globalization;

namespace Gateway.LoadTests.Machine;

/// <summary>What all cores together have done since the machine started, in hundredths of a second (proc_stat(5)).</summary>
internal readonly record struct MachineTime(long Busy, long Stolen, long Total)
{
    private const int Idle = 3;
    private const int IoWait = 4;
    private const int Steal = 7;

    // Guest time, in the fields behind it, is part of user time.
    private const int Counted = 8;

    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(2);

    public static MachineTime Now() => Parse(File.ReadLines("/proc/stat").First());

    /// <param name="line">"cpu  user nice system idle iowait irq softirq steal …".</param>
    public static MachineTime Parse(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Counted)
            .Select(static f => long.Parse(f, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();
        var total = fields.Sum();
        return new MachineTime(total - fields[Idle] - fields[IoWait] - fields[Steal], fields[Steal], total);
    }

    public static MachineTime operator -(MachineTime left, MachineTime right) => new(left.Busy - right.Busy, left.Stolen - right.Stolen, left.Total - right.Total);

    /// <summary>How many cores are busy, while nothing of ours is running: 0.05 is a machine that does nothing else.</summary>
    public static async Task<double> BusyCoresAsync(CancellationToken cancellation)
    {
        var before = Now();
        await Task.Delay(ProbeTime, cancellation);
        var passed = Now() - before;
        return passed.Total == 0 ? 0 : (double)passed.Busy / passed.Total * Environment.ProcessorCount;
    }
}
