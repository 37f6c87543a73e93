using System.Globalization;

namespace Gateway.Benchmarks.Soak;

/// <summary>The resident memory of a process, read from /proc every second.</summary>
internal sealed class MemorySamples(int processId)
{
    // A single sample catches the heap just before or after a collection.
    private const int Around = 5;

    private const string Field = "VmRSS:";
    private const string Unit = " kB";

    private readonly List<long> _kilobytes = [];

    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            // A process that ends early shows in the answers.
            while (await timer.WaitForNextTickAsync(end) && ResidentKilobytes() is { } sample) _kilobytes.Add(sample);
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    /// <summary>Writes what was sampled and returns the growth from the middle to the end, 0.1 for a tenth.</summary>
    public double Write(TextWriter output)
    {
        if (_kilobytes.Count < 2) return 0;
        var (quarter, half, whole) = (At(0.25), At(0.5), At(1));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"resident memory at 25 %: {quarter / 1024.0:F1} MiB, at 50 %: {half / 1024.0:F1} MiB, at 100 %: {whole / 1024.0:F1} MiB ({_kilobytes.Count} samples)"));
        return (double)whole / half - 1;
    }

    // The median of the last samples up to that part of the run.
    private long At(double part)
    {
        var end = Math.Clamp((int)Math.Round(_kilobytes.Count * part), 1, _kilobytes.Count);
        var around = _kilobytes[Math.Max(0, end - Around)..end].Order().ToList();
        return around[around.Count / 2];
    }

    private long? ResidentKilobytes()
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{processId}/status"))
            {
                if (!line.StartsWith(Field, StringComparison.Ordinal)) continue;
                return long.Parse(line.AsSpan()[Field.Length..^Unit.Length].Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // No such process any more.
        }

        return null;
    }
}
