using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Profiling;

/// <summary>What a request costs one server.</summary>
/// <param name="Case">What was sent to which server.</param>
/// <param name="Sample">Totals, from a load without anyone watching.</param>
/// <param name="Time">Where the time goes.</param>
/// <param name="Allocated">Where the bytes go.</param>
internal sealed record Profile(Case Case, Sample Sample, StepCounts Time, AllocatedBytes Allocated)
{
    /// <summary>Instructions in user mode for each request; null where they are not counted.</summary>
    public double? Instructions { get; init; }

    public double Microseconds(Step step) => Time.Share(step) * Sample.ProcessorMicroseconds;

    public double Bytes(Step step) => Allocated.Steps.Share(step) * (Sample.AllocatedBytes ?? 0);
}
