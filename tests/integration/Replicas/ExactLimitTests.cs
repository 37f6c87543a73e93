using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Replicas;

/// <summary>A limit over four processes is one limit: not one request more, not one less.</summary>
[Collection(ProcessTests.Collection)]
public sealed class ExactLimitTests
{
    private const int Permits = 1_000, Requests = 5_000, InFlight = 400;

    // One permit comes back after 86 s. On two idle cores this takes two or three seconds; a busy machine may be slow.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task FourGateways_FiveThousandRequestsInParallel_AdmitExactlyTheLimit()
    {
        // A budget that a busy machine keeps: what is asked is how many are admitted, and a decision that was given up admits nobody.
        await using var replicas = await ReplicaSet.StartAsync(
            """ "DecisionBudget": "5s", "MaxCallsInFlight": 5000 """, $""" "Permits": {Permits}, "Burst": {Permits}, "Window": "24h" """);
        var since = Stopwatch.GetTimestamp();
        var next = -1;
        var answers = new int[Requests];
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async client =>
        {
            while (Interlocked.Increment(ref next) is var i and < Requests)
                answers[i] = (await replicas.GetAsync(client % ReplicaSet.Count, "/deny")).Status;
        }));
        var took = Stopwatch.GetElapsedTime(since);
        var statuses = string.Join(", ", answers.CountBy(static status => status).OrderBy(static c => c.Key).Select(static c => $"{c.Key}: {c.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{Requests} requests in {took.TotalSeconds:0.0} s, {statuses}");
        Assert.Equal($"200: {Permits}, 429: {Requests - Permits}", statuses);
        Assert.True(took < Longest, $"took {took.TotalSeconds:0.0} s");
    }
}
