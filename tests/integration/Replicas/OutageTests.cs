using System.Collections.Concurrent;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Replicas;

/// <summary>What clients of four gateways see while Redis is killed, paused or restarted under load. Each fault by itself: FaultMatrixTests.</summary>
[Collection(ProcessTests.Collection)]
public sealed class OutageTests
{
    // A request that waited for Redis would wait as long as this.
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    // The budget is 100 ms. The rest is for a machine whose cores are busy: TLS, forwarding and the tests themselves wait there, too.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(2);
    private readonly ConcurrentQueue<(string Path, int Status, TimeSpan Took)> _answers = new();

    [Fact]
    public async Task FourGateways_RedisAwayUnderLoad_RefuseOnlyWhereToldToAndRecover()
    {
        await using var replicas = await ReplicaSet.StartAsync(
            4, """ "DecisionBudget": "100ms" """, new[] { "Deny", "Local", "Allow" }.ToDictionary(
                static mode => mode.ToLowerInvariant(), static mode => $""" "Permits": 1000000, "Window": "24h", "OnStoreFailure": "{mode}" """));
        using var stopping = new CancellationTokenSource();
        var load = Task.WhenAll(
            from gateway in Enumerable.Range(0, replicas.Count)
            from path in new[] { "/deny", "/local", "/allow" }
            select AskAsync(replicas, gateway, path, stopping.Token));
        await HoldAsync("no fault", TimeSpan.FromSeconds(1), null);

        await FaultAsync(replicas, "killed", replicas.Redis.KillAsync, replicas.Redis.RestartAsync);
        await FaultAsync(replicas, "paused", replicas.Redis.PauseAsync, replicas.Redis.ContinueAsync);
        await replicas.Redis.RestartAsync();
        await RecoverAsync(replicas, "restarted");

        await stopping.CancelAsync();
        await load;
    }

    private async Task FaultAsync(ReplicaSet replicas, string name, Func<Task> cause, Func<Task> undo)
    {
        await cause();
        await HoldAsync(name, Outage, refused: "/deny");
        await undo();
        await RecoverAsync(replicas, name);
    }

    private static async Task RecoverAsync(ReplicaSet replicas, string name)
    {
        var took = await replicas.DecideAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: Redis decides again after {took.TotalMilliseconds:0} ms");
        Assert.True(took < Recovery, $"{name}: recovered after {took.TotalSeconds:0.00} s");
    }

    private async Task HoldAsync(string name, TimeSpan time, string? refused)
    {
        _answers.Clear();
        await Task.Delay(time);
        var answers = _answers.ToArray();
        var took = answers.Select(static a => a.Took.TotalMilliseconds).Order().ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {answers.Length} requests, median {took[took.Length / 2]:0} ms, 99 % {took[took.Length * 99 / 100]:0} ms, longest {took[^1]:0} ms; "
            + string.Join(", ", answers.CountBy(static a => $"{a.Path} {a.Status}").OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => $"{c.Key}: {c.Value}")));
        Assert.True(answers.Length >= 40, $"{name}: {answers.Length} requests");
        Assert.All(answers, a => Assert.True(a.Status == 200 || a is { Path: "/deny", Status: 503 }, $"{name}: {a}"));
        Assert.All(answers, a => Assert.True(a.Took < Longest, $"{name}: {a}"));
        if (refused is not null) Assert.Contains(answers, a => a.Path == refused && a.Status == 503);
    }

    private async Task AskAsync(ReplicaSet replicas, int gateway, string path, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var (status, took) = await replicas.GetAsync(gateway, path);
            _answers.Enqueue((path, status, took));
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
