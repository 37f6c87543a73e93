using Gateway.Policies.RateLimit;

namespace Gateway.Simulation;

/// <summary>What is played: one limit, some replicas, their demand, and what goes wrong.</summary>
internal sealed record Scenario
{
    public int Seed { get; init; } = 1;

    public int Replicas { get; init; } = 4;

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

    /// <summary>How often figures are taken.</summary>
    public TimeSpan Sample { get; init; } = TimeSpan.FromMilliseconds(50);

    public BucketRule Rule(string name, double times = 1) =>
        new(name, (int)(Permits * times), Window, (int)(Burst * times), NoStore.Instance);

    private sealed class NoStore : IRateLimitStore
    {
        public static NoStore Instance { get; } = new();

        public UInt128 PartitionHashKey => 1;

        public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes) => throw new NotSupportedException();
    }
}
