using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Guard;

internal enum Verdict
{
    /// <summary>Neither of the others.</summary>
    AsRecorded,

    /// <summary>The whole interval is clearly below what is recorded: time to record it.</summary>
    Better,

    /// <summary>The median is above what is allowed, but not the whole interval, or that is too wide: this run cannot tell.</summary>
    WithinNoise,

    /// <summary>Too many rounds had requests that failed or hardly any: this run cannot tell.</summary>
    TooFewRounds,

    /// <summary>The whole interval is above what is allowed.</summary>
    Worse,
}

/// <summary>One round of a case: processor time of a request in microseconds, of the gateway and of bare YARP just beside it.</summary>
internal readonly record struct GuardRound(double Gateway, double Yarp)
{
    public double Ratio => Gateway / Yarp;
}

/// <summary>What a run says of a case. Ratios are processor time of a request as a multiple of bare YARP's.</summary>
internal sealed record Judgement(string Case, Verdict Verdict, int Rounds, double Ratio, double Low, double High, double Recorded, double Allowed);

/// <summary>
/// The rule: in each round the processor time that a request takes in the gateway is divided by what it takes in bare YARP. A case has failed when the lower end of the
/// run's interval of the median (95 of 100, <see cref="MedianInterval"/>) is above 1.10 times the recorded ratio, and a second run with new processes says the same. Noise
/// makes the interval wider, and so the rule milder: it costs power, not false alarms. An interval wider than half its median judges nothing.
/// </summary>
internal static class GuardRule
{
    public const int Rounds = 9;

    /// <summary>What may change without anyone's doing: the layout of code and data differs from start to start, and so does the machine's other work.</summary>
    public const double Allowance = 1.10;

    /// <summary>The same on a processor of another model than the recorded one's: the two programs do not gain alike from a cache or a wider core.</summary>
    public const double OtherProcessorAllowance = 1.25;

    /// <summary>An interval wider than this part of its median judges nothing: rounds that far apart measure the machine, not the program.</summary>
    public const double WidestPart = 0.5;

    public static Judgement Judge(string name, IReadOnlyCollection<GuardRound> rounds, double recorded, double allowance)
    {
        var allowed = recorded * allowance;
        if (rounds.Count < MedianInterval.FewestValues) return new(name, Verdict.TooFewRounds, rounds.Count, double.NaN, double.NaN, double.NaN, recorded, allowed);
        var ratio = Distribution.Of(rounds.Select(static r => r.Ratio)).Median;
        var (low, high) = MedianInterval.Of(rounds.Select(static r => r.Ratio));
        var verdict = ratio > allowed && high - low > WidestPart * ratio ? Verdict.WithinNoise
            : low > allowed ? Verdict.Worse
            : ratio > allowed ? Verdict.WithinNoise
            : high < recorded / Allowance ? Verdict.Better
            : Verdict.AsRecorded;
        return new(name, verdict, rounds.Count, ratio, low, high, recorded, allowed);
    }

    /// <summary>The cases that failed: worse in the first run and in the second one.</summary>
    public static IReadOnlyList<string> Failed(IEnumerable<Judgement> first, IEnumerable<Judgement> second) =>
        [.. Worse(first).Intersect(Worse(second), StringComparer.Ordinal)];

    public static IEnumerable<string> Worse(IEnumerable<Judgement> run) => run.Where(static j => j.Verdict is Verdict.Worse).Select(static j => j.Case);
}
