using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Replicas;

/// <summary>One to four gateways that share one limit of one client, which is never reached: with leases, and asking Redis for each request.</summary>
internal static class ReplicaCases
{
    public const int Most = 4;

    /// <summary>The limit, a second; its burst is as large.</summary>
    public const int Permits = 50_000;

    public static IReadOnlyList<int> Counts { get; } = [.. Enumerable.Range(1, Most)];

    /// <summary>A prefix of its own in Redis for each number: groups that wait for their turn hold nothing of another's bucket.</summary>
    public static Case Leased(int replicas) => new(Contender(replicas), Scenario.HotShared with { Name = $"leased-{replicas}", Title = "leased permits" }, Protocol.Http1);

    public static Case Asked(int replicas) => new(Contender(replicas), Scenario.HotShared with { Name = $"asked-{replicas}", Title = "a call for each request", IsUnleased = true }, Protocol.Http1);

    public static string Contender(int replicas) => $"gateway-x{replicas}";
}
