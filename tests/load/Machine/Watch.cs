using Gateway.LoadTests.Comparing;

namespace Gateway.LoadTests.Machine;

/// <summary>Looks at what else the machine does while something is measured.</summary>
internal static class Watch
{
    public static async Task<(T Results, Conditions Conditions)> RunAsync<T>(CoreSplit cores, Extent extent, int replicas, Func<Task<T>> measure, CancellationToken cancellation)
    {
        var otherBefore = await MachineTime.BusyCoresAsync(cancellation);
        var start = MachineTime.Now();
        var results = await measure();
        var passed = MachineTime.Now() - start;
        var otherAfter = await MachineTime.BusyCoresAsync(cancellation);
        var conditions = await Conditions.OfAsync(extent, cores, replicas, cancellation);
        return (results, conditions with { OtherCores = Math.Max(otherBefore, otherAfter), Stolen = (double)passed.Stolen / passed.Total });
    }
}
