using Gateway.LoadTests.Comparing;

namespace Gateway.LoadTests.Report;

/// <summary>The rounds of two servers at the same work, compared round by round.</summary>
internal sealed record Pairing(List<Sample> Own, List<Sample> Other)
{
    // Below this the other side was the bottleneck, and the rates are its own.
    private const double Saturated = 0.9;

    /// <summary>Throughput as a part of the other one's.</summary>
    public Distribution Rate => Distribution.Of(Own.Zip(Other, static (own, other) => own.RequestsPerSecond / other.RequestsPerSecond));

    /// <summary>The other one's processor time for a request as a part of ours: what the ratio of the rates would be if nothing but the server set them.</summary>
    public Distribution Processor => Distribution.Of(Own.Zip(Other, static (own, other) => other.ProcessorMicroseconds / own.ProcessorMicroseconds));

    /// <summary>The figure that a goal is held against: the throughput, and where a server had time to spare the lower one of the two.</summary>
    public double Judged => Busy(Own) >= Saturated && Busy(Other) >= Saturated ? Rate.Median : Math.Min(Rate.Median, Processor.Median);

    public static double Busy(List<Sample> samples) => Distribution.Of(samples.Select(static s => s.Busy)).Median;
}
