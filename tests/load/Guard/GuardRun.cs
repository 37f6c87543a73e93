using System.Globalization;
using System.Runtime.InteropServices;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Guard;

/// <summary>Compares with what is recorded, or records.</summary>
internal sealed class GuardRun(CoreSplit cores, string processor, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether it is no worse than recorded.</summary>
    public async Task<bool> CompareAsync(GuardRecord record, CancellationToken cancellation)
    {
        var allowance = record.Processor == processor ? GuardRule.Allowance : GuardRule.OtherProcessorAllowance;
        if (record.Processor != processor) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"recorded on {record.Processor}, this is {processor}: allowed is {allowance:F2} times the recorded ratio instead of {GuardRule.Allowance:F2}"));
        var first = await JudgeAsync(record, allowance, cancellation);
        if (!GuardRule.Worse(first).Any())
        {
            Console.WriteLine("guard: passed");
            return true;
        }

        Console.WriteLine("worse than recorded; once more with new processes, to be sure:");
        var failed = GuardRule.Failed(first, await JudgeAsync(record, allowance, cancellation));
        Console.WriteLine(failed.Count == 0
            ? "guard: passed: not worse the second time"
            : $"guard: FAILED: {string.Join(", ", failed)} cost more than recorded, twice. Find the cause; if it is worth its price, record it and say why: dotnet run -c Release --project tests/load -- guard --record");
        return failed.Count == 0;
    }

    public async Task<GuardRecord> RecordAsync(int starts, CancellationToken cancellation)
    {
        var rounds = new Dictionary<string, List<GuardRound>>(StringComparer.Ordinal);
        for (var start = 0; start < starts; start++)
            foreach (var (measured, counted) in await GuardMeasurement.RunAsync(cores, cancellation))
                rounds[measured.Id] = [.. rounds.GetValueOrDefault(measured.Id, []), .. counted];
        var fewest = rounds.Values.Min(static r => r.Count);
        if (fewest < starts * MedianInterval.FewestValues) throw new LoadTestException($"found {fewest} rounds without failed requests; allowed: at least {starts * MedianInterval.FewestValues}");
        return new GuardRecord(
            DateOnly.FromDateTime(time.GetUtcNow().DateTime), await CommitAsync(cancellation), processor, RuntimeInformation.FrameworkDescription, fewest,
            rounds.ToDictionary(static r => r.Key, static r => Recorded(r.Value), StringComparer.Ordinal));
    }

    internal static RecordedCase Recorded(IReadOnlyCollection<GuardRound> rounds)
    {
        var (low, high) = MedianInterval.Of(rounds.Select(static r => r.Ratio));
        return new(Median(static r => r.Ratio, 3), Math.Round(low, 3), Math.Round(high, 3), Median(static r => r.Gateway, 1), Median(static r => r.Yarp, 1));

        double Median(Func<GuardRound, double> value, int digits) => Math.Round(Distribution.Of(rounds.Select(value)).Median, digits);
    }

    private async Task<List<Judgement>> JudgeAsync(GuardRecord record, double allowance, CancellationToken cancellation)
    {
        var rounds = await GuardMeasurement.RunAsync(cores, cancellation);
        var judgements = rounds.Select(r => GuardRule.Judge(
            r.Key.Id, r.Value, record.Cases.TryGetValue(r.Key.Id, out var known) ? known.Ratio : throw new LoadTestException($"{r.Key.Id}: not recorded; record it with: guard --record"), allowance)).ToList();
        foreach (var judgement in judgements) Console.WriteLine(GuardReport.Of(judgement, record));
        return judgements;
    }

    private static async Task<string> CommitAsync(CancellationToken cancellation)
    {
        try
        {
            var said = await ShortCommand.RunAsync("git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty"], Patience, cancellation);
            return said.ExitCode == 0 ? said.Output.Trim() : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
