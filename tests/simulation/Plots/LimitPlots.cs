namespace Gateway.Simulation.Plots;

/// <summary>The plots of docs/limits.md.</summary>
internal static class LimitPlots
{
    public static readonly int[] ReplicaCounts = [1, 2, 4, 8, 16, 32, 64, 128, 250, 500];

    /// <summary>Eight replicas, more demand than the limit, and everything that can go wrong after five seconds.</summary>
    public static SvgPlot AdmittedOverTime(out SimulationResult result)
    {
        var scenario = new Scenario
        {
            Replicas = 8,
            Demand = 3000,
            Skew = 0.7,
            Crashes = 1,
            Pauses = 1,
            Network = new Network { Loss = 0.01, Late = 0.01 },
            Length = TimeSpan.FromSeconds(20),
            Sample = TimeSpan.FromMilliseconds(200),
        };
        result = SimulationRun.Of(scenario);
        var plot = new SvgPlot("8 replicas that crash and stand still, 3,000 requests/s on a limit of 1,000/s", "seconds", "permits since the start");
        plot.Add(new("allowed: burst + rate × time", "#b2182b", [.. result.Samples.Select(s => (Seconds(s), 1000 + (1000 * Seconds(s))))], IsDashed: true));
        plot.Add(new("admitted", "#2166ac", [.. result.Samples.Select(s => (Seconds(s), (double)s.Permits))]));
        plot.Add(new("asked for", "#999999", [.. result.Samples.Select(s => (Seconds(s), (double)s.Requests)).Where(p => p.Item2 <= 24_000)]));
        return plot;
    }

    /// <summary>10,000 requests a second on one key, spread over more and more replicas.</summary>
    public static SvgPlot CallsOverReplicas(List<(int Burst, int Replicas, SimulationResult Result)> results)
    {
        var plot = new SvgPlot("10,000 requests/s on one key", "replicas", "store calls per request") { IsLogarithmic = true };
        (int Permits, string Color)[] limits = [(20_000, "#2166ac"), (100_000, "#1b7837"), (1_000_000, "#762a83")];
        foreach (var (permits, color) in limits)
        {
            List<(double, double)> points = [];
            foreach (var replicas in ReplicaCounts)
            {
                var result = SimulationRun.Of(new Scenario { Replicas = replicas, Demand = 10_000, Permits = permits, Burst = permits, Length = TimeSpan.FromSeconds(3), Sample = TimeSpan.FromSeconds(1) });
                results.Add((permits, replicas, result));
                points.Add((replicas, result.CallsPerRequest));
            }

            plot.Add(new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"limit {permits:#,0}/s"), color, points));
        }

        plot.Add(new("a call for each", "#999999", [(1, 1), (500, 1)], IsDashed: true));
        return plot;
    }

    private static double Seconds(SimulationSample sample) => sample.Ticks / (double)TimeSpan.TicksPerSecond;
}
