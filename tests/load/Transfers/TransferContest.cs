using Gateway.LoadTests.Comparing;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Transfers;

/// <summary>Which parts are measured.</summary>
[Flags]
internal enum TransferParts
{
    Bodies = 1,
    Connections = 2,
    Schema = 4,
    All = Bodies | Connections | Schema,
}

/// <summary>One part after the other, each with servers of its own: what waits for its turn holds memory.</summary>
internal sealed class TransferContest(CoreSplit cores, Extent extent)
{
    private const int ShortWarmUp = 12;

    /// <exception cref="LoadTestException">A server, an answer or a load generator is not as it has to be.</exception>
    public async Task<TransferResults> RunAsync(TransferParts parts, CancellationToken cancellation)
    {
        var none = new Dictionary<Case, List<Sample>>();
        var (results, conditions) = await Watch.RunAsync(cores, extent, replicas: 1, async () => new TransferResults(
            parts.HasFlag(TransferParts.Bodies) ? await BodiesAsync(cancellation) : none,
            parts.HasFlag(TransferParts.Connections) ? await ConnectionsAsync(resumes: false, cancellation) : none,
            parts.HasFlag(TransferParts.Connections) ? await ConnectionsAsync(resumes: true, cancellation) : none,
            parts.HasFlag(TransferParts.Schema) ? await MeasureAsync([TransferCases.Unchecked, TransferCases.Checked], Saturating, extent, cancellation) : none), cancellation);
        return results with { Conditions = conditions };
    }

    private async Task<IReadOnlyDictionary<Case, List<Sample>>> BodiesAsync(CancellationToken cancellation)
    {
        var all = new Dictionary<Case, List<Sample>>();
        // A pair at a time: its two are measured in turns, and with all of them there would be seventeen processes.
        foreach (var (gateway, yarp) in TransferCases.Bodies)
            foreach (var (measured, samples) in await MeasureAsync([gateway, yarp], Saturating, extent, cancellation)) all[measured] = samples;
        return all;
    }

    // Most of a handshake is OpenSSL's, which has nothing to warm up.
    private Task<IReadOnlyDictionary<Case, List<Sample>>> ConnectionsAsync(bool resumes, CancellationToken cancellation) =>
        MeasureAsync(TransferCases.Connections, (_, arena) => resumes ? new ResumingWrk(new Wrk(cores, arena.Folder)) : new OpenSslTime(cores), extent with { WarmUpSeconds = Math.Min(extent.WarmUpSeconds, 2 * ShortWarmUp) }, cancellation);

    private static ILoadDriver Saturating(Protocol protocol, Arena arena) => arena.Saturating(protocol);

    private Task<IReadOnlyDictionary<Case, List<Sample>>> MeasureAsync(
        IReadOnlyList<Case> cases, Func<Protocol, Arena, ILoadDriver> driver, Extent much, CancellationToken cancellation) => Contest.WithCasesAsync(
            cores, cases, (arena, contenders) => new Comparison(arena.Site, contenders, protocol => driver(protocol, arena), much).RunAsync(cases, cancellation), cancellation);
}
