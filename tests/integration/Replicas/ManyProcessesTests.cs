using System.Diagnostics;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Replicas;

/// <summary>
/// A limit over several processes is one limit: not one request more, whoever is killed or stands still; without faults not one less. The
/// environment variable GATEWAY_LONG_TESTS=1 adds the long form: 1 to 8 processes, all variants.
/// </summary>
[Collection(ProcessTests.Collection)]
public sealed class ManyProcessesTests
{
    private const int Exact = 1_000, Day = 1_500, PerSecond = 400;

    // A lease is good for three seconds; who stood still for longer must not spend it.
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(4.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static TheoryData<int, bool> Variants => Environment.GetEnvironmentVariable("GATEWAY_LONG_TESTS") == "1"
        ? [.. from processes in new[] { 1, 2, 4, 8 } from skewed in new[] { false, true } select new TheoryDataRow<int, bool>(processes, skewed)]
        : [new(4, false)];

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Gateways_ManyMoreRequestsThanTheLimit_AdmitNoMoreWhateverHappensToThem(int processes, bool skewed)
    {
        // A budget that a busy machine keeps: what is asked is how many are admitted, and a decision that was given up admits nobody.
        await using var replicas = await ReplicaSet.StartAsync(processes, """ "DecisionBudget": "5s", "MaxCallsInFlight": 5000 """, new Dictionary<string, string>
        {
            ["pair"] = $""" "Permits": {Exact}, "Window": "24h", "OnStoreFailure": "Deny" """,
            ["exact"] = $""" "Permits": {Exact}, "Window": "24h", "OnStoreFailure": "Deny" """,
            ["day"] = $""" "Permits": {Day}, "Window": "24h", "OnStoreFailure": "Deny" """,
            ["window"] = $""" "Algorithm": "SlidingWindow", "Permits": {Day}, "Window": "24h", "OnStoreFailure": "Deny" """,
            ["refill"] = $""" "Permits": {PerSecond}, "Window": "1s", "Burst": {PerSecond}, "OnStoreFailure": "Deny" """,
        });
        if (processes > 2) await ExactAsync(replicas, "/pair", among: 2, skewed);
        await ExactAsync(replicas, "/exact", processes, skewed);
        await WithFaultsAsync(replicas, skewed);
    }

    // One permit comes back after 86 s.
    private static async Task ExactAsync(ReplicaSet replicas, string path, int among, bool skewed)
    {
        var (since, next) = (Stopwatch.GetTimestamp(), -1);
        var answers = new int[4 * Exact];
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async client =>
        {
            while (Interlocked.Increment(ref next) is var i && i < answers.Length)
                answers[i] = (await replicas.GetAsync(Target(among, client, skewed), path)).Status;
        }));
        var took = Stopwatch.GetElapsedTime(since);
        Write(among, skewed, $"{answers.Length} requests in {took.TotalSeconds:0.0} s, admitted {replicas.Admitted(path)} of {Exact}");
        Assert.Equal(answers.Length, answers.Count(static a => a is 200 or 429));
        Assert.Equal(answers.Count(static a => a == 200), replicas.Admitted(path));
        // Permits whose lease reached its replica too late come back when the lease has ended: demand goes on until all are spent.
        await Eventually.Async(
            async () =>
            {
                for (var gateway = 0; gateway < among; gateway++) await replicas.GetAsync(gateway, path);
                return replicas.Admitted(path) >= Exact;
            },
            Longest,
            "all permits are spent");
        for (var i = 0; i < 20 * among; i++) Assert.Equal(429, (await replicas.GetAsync(i % among, path)).Status);
        Assert.Equal(Exact, replicas.Admitted(path));
    }

    private static async Task WithFaultsAsync(ReplicaSet replicas, bool skewed)
    {
        using var stopping = new CancellationTokenSource();
        var since = Stopwatch.GetTimestamp();
        // The last one is killed, the first one stands still; with skewed demand the first one has most of it.
        var load = Task.WhenAll(
            from client in Enumerable.Range(0, 8 * replicas.Count)
            from path in new[] { "/day", "/window", "/refill" }
            select AskAsync(replicas, Target(replicas.Count, client, skewed), path, stopping.Token));
        await Eventually.Async(() => replicas.Admitted("/day") > Day * 4 / 10 && replicas.Admitted("/refill") > PerSecond, Longest, "permits are leased and spent");

        if (replicas.Count > 2) await replicas.Gateways[^1].KillAsync();
        await replicas.Gateways[0].PauseAsync();
        await Task.Delay(Frozen);
        await replicas.Gateways[0].ContinueAsync();
        // Who stood still asks anew, and the limits are used up.
        await Eventually.Async(() => replicas.Admitted("/day") >= Day * 94 / 100 && replicas.Admitted("/window") >= Day * 94 / 100, Longest, "the limits are used up but for leases that were lost");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await stopping.CancelAsync();
        await load;

        var span = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var refill = PerSecond + (PerSecond * span);
        Write(replicas.Count, skewed, $"with faults in {span:0.0} s: bucket {replicas.Admitted("/day")} and window {replicas.Admitted("/window")} of {Day}, refilling {replicas.Admitted("/refill")} of {refill:0}");
        Assert.InRange(replicas.Admitted("/day"), Day * 94 / 100, Day);
        Assert.InRange(replicas.Admitted("/window"), Day * 94 / 100, Day);
        Assert.InRange(replicas.Admitted("/refill"), PerSecond, refill);
    }

    private static async Task AskAsync(ReplicaSet replicas, int gateway, string path, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Assert.True((await replicas.GetAsync(gateway, path)).Status is 200 or 429 or 503);
            }
            catch (HttpRequestException)
            {
                // It was killed.
                return;
            }
        }
    }

    // Nine in ten clients ask one of them.
    private static int Target(int among, int client, bool skewed) => skewed && client % 10 != 9 ? 0 : client % among;

    private static void Write(int processes, bool skewed, string what) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{processes} processes, {(skewed ? "skewed" : "uniform")}: {what}");
}
