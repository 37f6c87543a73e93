using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Report;

/// <summary>What makes measurements worthless, one sentence each.</summary>
internal static class SampleFaults
{
    public static IEnumerable<string> Of(IReadOnlyDictionary<Case, List<Sample>> samples)
    {
        foreach (var (measured, rounds) in samples)
        {
            if (rounds.Sum(static s => s.Failures) is > 0 and var failures) yield return $"{measured}: {failures} requests failed; allowed: 0";
            if (rounds.Exists(static s => s.RequestsPerSecond <= 0)) yield return $"{measured}: a round without a single answer";
        }
    }
}
