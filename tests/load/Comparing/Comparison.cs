using System.Diagnostics;
using System.Globalization;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Drivers;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Comparing;

/// <summary>How much is measured; the warm-up lasts until a case is steady (<see cref="SteadyRate"/>), at most so long.</summary>
internal sealed record Extent(int Rounds, int Seconds, int WarmUpSeconds, int Connections);

/// <summary>
/// Measures cases in interleaved rounds: A B C, B C A, C A B, … Whatever changes over the minutes of a run (a noisy neighbour, a warm
/// machine) meets all of them, and none always follows the same one.
/// </summary>
internal sealed class Comparison(Site site, IReadOnlyDictionary<string, Contender> contenders, Func<Protocol, ILoadDriver> driverFor, Extent extent)
{
    private const int WarmUpStep = 3;

    private readonly Dictionary<Case, double> _rates = [];

    public async Task<IReadOnlyDictionary<Case, List<Sample>>> RunAsync(IReadOnlyList<Case> cases, CancellationToken cancellation)
    {
        foreach (var measured in cases)
        {
            var steady = new SteadyRate();
            for (var left = extent.WarmUpSeconds; left > 0 && !steady.IsSteady; left -= WarmUpStep)
            {
                var warm = await MeasureAsync(measured, Math.Min(left, WarmUpStep), cancellation);
                steady.Add(warm.RequestsPerSecond);
                Tell("warm-up", measured, warm);
            }
        }

        var samples = cases.ToDictionary(static c => c, static _ => new List<Sample>());
        for (var round = 0; round < extent.Rounds; round++)
        {
            foreach (var measured in Rotated(cases, round))
            {
                var sample = await MeasureAsync(measured, extent.Seconds, cancellation);
                samples[measured].Add(sample);
                Tell(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}/{extent.Rounds}"), measured, sample);
            }
        }

        return samples;
    }

    /// <summary>The order of a round: the first ones of the round before come last.</summary>
    internal static IEnumerable<Case> Rotated(IReadOnlyList<Case> cases, int round)
    {
        // A step that has no divisor in common with most counts, so that neighbours in time change, too, and every case comes first at some time.
        var start = round * 7 % cases.Count;
        return cases.Skip(start).Concat(cases.Take(start));
    }

    private async Task<Sample> MeasureAsync(Case measured, int seconds, CancellationToken cancellation)
    {
        var contender = contenders[measured.Contender];
        var scenario = measured.Scenario;
        var addresses = contender.AddressesOf(scenario);
        var amount = new LoadAmount(Math.Max(1, extent.Connections / addresses.Count), seconds, !scenario.IsLarge && _rates.TryGetValue(measured, out var rate) ? rate / addresses.Count : null);
        var driver = driverFor(measured.Protocol);

        var before = await contender.ReadAsync(scenario, cancellation);
        var started = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(addresses.Select(address => driver.RunAsync(
            new LoadRequest(new Uri(address, scenario.Path))
            {
                Headers = Headers(scenario),
                Paths = scenario.Paths,
                TokensPath = scenario.Credential is Credential.ManyTokens ? site.Material.ManyTokensPath : null,
                BodyPath = scenario.Payload is { } payload ? site.Material.PathOf(payload) : null,
            },
            amount,
            cancellation)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var after = await contender.ReadAsync(scenario, cancellation);

        var result = LoadResult.Together(results);
        _rates[measured] = result.RequestsPerSecond;
        return Sample.Of(result, after - before, elapsed, site.Cores.ServerCount);
    }

    private List<(string Name, string Value)> Headers(Scenario scenario) =>
        RequestFields.Of(scenario, site.Material, scenario.Credential is Credential.ManyTokens ? null : site.Material.CredentialOf(scenario)?.Value);

    private static void Tell(string when, Case measured, Sample sample) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{when,-10} {measured.Id,-26} {sample.RequestsPerSecond,8:N0} req/s  p99 {sample.P99.TotalMilliseconds,6:F1} ms  server core {sample.Busy,4:P0}{(sample.Failures > 0 ? $"  FAILED: {sample.Failures}" : "")}"));
}
