using Gateway.LoadTests.Report;

namespace Gateway.LoadTests.Comparing;

/// <summary>A rate that leaves room: what latencies are measured at.</summary>
internal static class PacedRate
{
    /// <param name="saturated">The rounds of each server with all the requests that there is room for.</param>
    /// <param name="part">Which part of what the slowest one serves.</param>
    public static int Of(IEnumerable<List<Sample>> saturated, double part) =>
        (int)(part * saturated.Min(static s => Distribution.Of(s.Select(static x => x.RequestsPerSecond)).Median));
}
