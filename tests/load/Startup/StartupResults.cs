using System.Globalization;
using System.Text;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Startup;

/// <summary>The starts of each subject in the order in which they were measured, and its memory after load.</summary>
internal sealed record StartupResults(IReadOnlyDictionary<StartupSubject, List<StartupSample>> Starts, IReadOnlyDictionary<StartupSubject, LoadedMemory> Loads, StartupExtent Extent)
{
    private const double Megabyte = 1e6;

    private static readonly Goal Seconds = Goal.AtMost(1.0, " s");
    private static readonly Goal Memory = Goal.AtMost(120, " MB");

    public Conditions? Conditions { get; init; }

    /// <summary>What makes the results worthless, one sentence each.</summary>
    public IReadOnlyList<string> Faults() =>
        [.. Loads.Where(static l => l.Value.Failures > 0).Select(static l => $"{l.Key.Name}: {l.Value.Failures} requests failed; allowed: 0")];

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        if (Conditions is { } conditions)
        {
            ConditionsText.Append(text, conditions, string.Create(
                CultureInfo.InvariantCulture,
                $"{Extent.Rounds} interleaved starts each, {Extent.IdleSeconds} s of idling after the first answer; then {Extent.LoadSeconds} s of load with {Extent.Connections} requests in flight and {Extent.IdleSeconds} s of idling"));
        }

        text.AppendLine("| | to the first answer, s | from – to | goal | processor s | memory MB then | idle MB | goal | after load MB | idle again MB |");
        text.AppendLine("|---|---:|---:|---|---:|---:|---:|---|---:|---:|");
        foreach (var (subject, starts) in Starts)
        {
            var took = Of(starts, static s => s.ToFirstAnswer.TotalSeconds);
            var idle = Of(starts, static s => s.IdleBytes / Megabyte);
            text.AppendLine(string.Join(" | ",
                $"| {subject.Name}", Figure(took.Median, "F2"), $"{Figure(took.LowerQuartile, "F2")} – {Figure(took.UpperQuartile, "F2")}", subject.HasGoal ? Seconds.Verdict(took.Median) : Figures.None,
                Figure(Of(starts, static s => s.Processor.TotalSeconds).Median, "F2"), Figure(Of(starts, static s => s.ServedBytes / Megabyte).Median, "F0"), Figure(idle.Median, "F0"),
                subject.HasGoal ? Memory.Verdict(idle.Median) : Figures.None,
                Loads.TryGetValue(subject, out var loaded) ? Figure(loaded.LoadedBytes / Megabyte, "F0") : Figures.None, $"{(loaded is null ? Figures.None : Figure(loaded.IdleBytes / Megabyte, "F0"))} |"));
        }

        return text.ToString();
    }

    private static Distribution Of(List<StartupSample> starts, Func<StartupSample, double> figure) => Distribution.Of(starts.Select(figure));

    private static string Figure(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
