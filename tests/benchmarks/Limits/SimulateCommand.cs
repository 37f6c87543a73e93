using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Support;
using Gateway.Simulation;
using Gateway.Simulation.Plots;

namespace Gateway.Benchmarks.Limits;

/// <summary>The long form of the simulation's property tests, and the plots of docs/limits.md.</summary>
internal static class SimulateCommand
{
    private const int Seeds = 200;

    public static int Run()
    {
        var began = Stopwatch.GetTimestamp();
        var (requests, excess, breach, over) = (0L, 0L, 0L, 0L);
        for (var seed = 1; seed <= 2 * Seeds; seed++)
        {
            var scenario = seed <= Seeds ? Scenario.Chaos(seed) : Scenario.ChaosInWindows(seed - Seeds);
            var result = SimulationRun.Of(scenario);
            requests += result.Requests;
            (excess, breach, over) = (Math.Max(excess, result.Excess), Math.Max(breach, result.Breach), Math.Max(over, result.MostUnspent - scenario.Leasable));
        }

        Print($"{2 * Seeds} scenarios, half of them with windows, with crashes, pauses, loss, reordering, drift and storms: {requests:#,0} requests in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        Print($"  over the limit: {excess} permits; invariant broken by: {breach} permits; unspent over its bound: {Math.Max(0, over)} permits");

        var docs = Path.Combine(RepositoryRoot.Path, "docs");
        File.WriteAllText(Path.Combine(docs, "limits-admitted.svg"), LimitPlots.AdmittedOverTime(out var plotted).Render());
        List<(int Burst, int Replicas, SimulationResult Result)> calls = [];
        File.WriteAllText(Path.Combine(docs, "limits-calls.svg"), LimitPlots.CallsOverReplicas(calls).Render());
        foreach (var (burst, replicas, result) in calls)
            Print($"  limit {burst,9:#,0}/s {replicas,4} replicas: {result.CallsPerRequest:0.0000} calls a request, unspent at most {result.MostUnspent}, over the limit {result.Excess}");
        return excess + breach + plotted.Excess > 0 || over > 0 || calls.Exists(c => c.Result.Excess > 0) ? 1 : 0;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
