using System.Globalization;

namespace Gateway.Benchmarks.Soak;

/// <summary>Resident memory, open handles and threads of a process, read from /proc every second.</summary>
internal sealed class ProcessSamples(int processId)
{
    private const string Memory = "VmRSS:";
    private const string Threads = "Threads:";

    // Half of a run, of a long one five minutes.
    private const int WarmUpSamples = 300;

    private readonly List<(long Kilobytes, long Handles, long Threads)> _samples = [];

    public async Task RunAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            // A process that ends early shows in the answers.
            while (await timer.WaitForNextTickAsync(end) && Sample() is { } sample) _samples.Add(sample);
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    /// <summary>Writes what was sampled after the warm-up, quarter by quarter, and returns what has grown from the first to the last, one text each.</summary>
    public IReadOnlyList<string> Write(TextWriter output)
    {
        // Tiered compilation, pools and caches fill. A run that ends within that time can tell a leak by its speed only.
        var share = _samples.Count < 2 * WarmUpSamples ? 0.5 : 0.15;
        var slack = _samples.Count < 2 * WarmUpSamples ? 64 : 16;
        _samples.RemoveRange(0, Math.Min(_samples.Count / 2, WarmUpSamples));
        if (_samples.Count < 4) return [];
        return
        [
            .. Growth(output, "resident memory in MiB", static s => s.Kilobytes / 1024, share, slack),
            .. Growth(output, "open handles", static s => s.Handles, share: 0.15, slack: 16),
            .. Growth(output, "threads", static s => s.Threads, share: 0.15, slack: 8),
        ];
    }

    private IEnumerable<string> Growth(TextWriter output, string what, Func<(long Kilobytes, long Handles, long Threads), long> of, double share, long slack)
    {
        var quarters = Enumerable.Range(0, 4).Select(q => Median(of, q)).ToArray();
        output.WriteLine($"{what}: {string.Join(", ", quarters)} (medians of the quarters of the {_samples.Count} samples after the warm-up)");
        // The slack is what comes and goes: a collection that is due, connections to a backend that was away, threads of the pool.
        var allowed = quarters[0] + Math.Max(slack, (long)(quarters[0] * share));
        if (quarters[3] > allowed) yield return string.Create(CultureInfo.InvariantCulture, $"{what}: {quarters[3]} in the last quarter, {quarters[0]} in the first; allowed: {allowed}");
    }

    private long Median(Func<(long Kilobytes, long Handles, long Threads), long> of, int quarter)
    {
        var values = _samples[(_samples.Count * quarter / 4)..(_samples.Count * (quarter + 1) / 4)].Select(of).Order().ToList();
        return values[values.Count / 2];
    }

    private (long Kilobytes, long Handles, long Threads)? Sample()
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{processId}/status");
            return (Number(status, Memory), Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length, Number(status, Threads));
        }
        catch (IOException)
        {
            // No such process any more.
            return null;
        }
    }

    private static long Number(string[] status, string field)
    {
        var text = status.First(line => line.StartsWith(field, StringComparison.Ordinal)).AsSpan(field.Length).Trim();
        return long.Parse(text.IndexOf(' ') is var unit and > 0 ? text[..unit] : text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
