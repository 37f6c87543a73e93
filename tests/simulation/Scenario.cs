using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Windows;

namespace Gateway.Simulation;

/// <summary>What is played: one limit, some replicas, their demand, and what goes wrong.</summary>
internal sealed record Scenario
{
    public int Seed { get; init; } = 1;

    public int Replicas { get; init; } = 4;

    /// <summary>Of rules with windows, the burst is the limit.</summary>
    public RateLimitAlgorithm Algorithm { get; init; }

    public int Permits { get; init; } = 1000;

    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    public int Burst { get; init; } = 1000;

    public int Percent { get; init; } = 5;

    /// <summary>Requests a second over all replicas.</summary>
    public double Demand { get; init; } = 2000;

    /// <summary>0: the same on each replica; 1: the second has half of the first, the third a third (Zipf).</summary>
    public double Skew { get; init; }

    /// <summary>Permits that a request costs: 1 to this.</summary>
    public int MostCost { get; init; } = 1;

    /// <summary>A second rule that every request has to pass: so many times the first.</summary>
    public double? Second { get; init; }

    /// <summary>How the second rule counts.</summary>
    public RateLimitAlgorithm SecondAlgorithm { get; init; }

    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(10);

    public Network Network { get; init; } = new();

    /// <summary>Crashes and starts a second, over all replicas.</summary>
    public double Crashes { get; init; }

    /// <summary>Pauses a second, over all replicas.</summary>
    public double Pauses { get; init; }

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Replicas' clocks run up to so much fast or slow.</summary>
    public double Drift { get; init; }

    /// <summary>When the server restarts without its memory; each takes it away for a while.</summary>
    public IReadOnlyList<TimeSpan> Restarts { get; init; } = [];

    public TimeSpan Downtime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Nothing goes wrong after this.</summary>
    public TimeSpan FaultsUntil { get; init; } = TimeSpan.MaxValue;

    /// <summary>The demand from then on; null to go on.</summary>
    public (TimeSpan From, double Demand)? Change { get; init; }

    /// <summary>
    /// Storms a second: all at once as many requests as would empty a full bucket one and a half times, over all replicas. One also meets each
    /// replica that wakes up. Where the limit could break is after quiet, not under constant demand.
    /// </summary>
    public double Storms { get; init; }

    /// <summary>How often figures are taken.</summary>
    public TimeSpan Sample { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Permits that all replicas together may hold, of all rules.</summary>
    public int Leasable => (Burst * Percent / 100) + (Second is { } times ? (int)(Burst * times) * Percent / 100 : 0);

    /// <summary>Everything that can go wrong, on limits and demands of any size.</summary>
    public static Scenario Chaos(int seed)
    {
        var random = new Random(seed);
        var isBusy = random.Next(2) == 0;
        return new Scenario
        {
            Seed = seed,
            Replicas = random.Next(1, 9),
            Permits = random.Next(50, 3000),
            Burst = random.Next(200, 5000),
            Demand = isBusy ? random.Next(500, 4000) : random.Next(50, 500),
            Skew = random.NextDouble() * 2,
            MostCost = random.Next(1, 5),
            Second = random.Next(2) == 0 ? 0.5 + random.NextDouble() : null,
            Percent = random.Next(3, 50),
            Crashes = 0.5,
            Pauses = 0.5,
            Storms = isBusy ? 0.1 : 0.5,
            Drift = 0.2,
            Network = new Network { Loss = 0.02, Late = 0.02 },
            Length = TimeSpan.FromSeconds(15),
        };
    }

    /// <summary>The same with windows, of lengths that leases and pauses reach beyond.</summary>
    public static Scenario ChaosInWindows(int seed)
    {
        var random = new Random(seed);
        return Chaos(seed) with
        {
            Algorithm = seed % 2 == 0 ? RateLimitAlgorithm.FixedWindow : RateLimitAlgorithm.SlidingWindow,
            Window = TimeSpan.FromMilliseconds(random.Next(600, 12_000)),
            SecondAlgorithm = (RateLimitAlgorithm)random.Next(3),
            // Calls are few: enough of them must fail.
            Network = new Network { Loss = 0.1, Late = 0.1 },
        };
    }

    public BucketRule Rule(string name, double times = 1, RateLimitAlgorithm? algorithm = null)
    {
        var periods = LimitWindow.Of(new RateLimitRule { Algorithm = algorithm ?? Algorithm }, Window);
        var burst = (int)(Burst * times);
        if (periods is null) return new(name, (int)(Permits * times), Window, burst, NoStore.Instance);
        return new(name, burst, Window, burst, [new(PartitionKeyKind.Address, "")], 64, 1, NoStore.Instance.PartitionHashKey, periods);
    }

    private sealed class NoStore : IRateLimitStore
    {
        public static NoStore Instance { get; } = new();

        public UInt128 PartitionHashKey => 1;

        public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes) => throw new NotSupportedException();
    }
}
