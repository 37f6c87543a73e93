using System.Diagnostics;

namespace Gateway.SecLang.Execution;

/// <summary>
/// What each rule did since the rule set was loaded, by <see cref="Model.Rule.Index"/>: how often it matched, and, where asked for, how long it took. A rule whose values the scan
/// ruled out costs nothing and takes no time; the scan itself is no rule's.
/// </summary>
internal sealed class RuleCounters(int rules, bool timed)
{
    private readonly long[] _matches = new long[rules];
    private readonly long[] _ticks = timed ? new long[rules] : [];

    /// <summary>Whether time is taken: two looks at the clock for each rule that runs.</summary>
    public bool Timed => timed;

    /// <summary>How often a rule with <c>log</c> matched as a whole, disabled by nothing.</summary>
    public long MatchesOf(int rule) => Interlocked.Read(ref _matches[rule]);

    /// <summary>How long it ran, in all; zero where no time is taken.</summary>
    public TimeSpan TimeOf(int rule) => timed ? Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks[rule])) : TimeSpan.Zero;

    public void Matched(int rule) => Interlocked.Increment(ref _matches[rule]);

    public void Took(int rule, long started) => Interlocked.Add(ref _ticks[rule], Stopwatch.GetTimestamp() - started);
}
