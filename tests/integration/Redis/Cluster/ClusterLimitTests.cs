using System.Diagnostics;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Cluster;
using Gateway.Policies.Redis.Limits;

namespace Gateway.IntegrationTests.Redis.Cluster;

/// <summary>Limits on a real cluster of three masters.</summary>
[Collection(ClusterTests.Name)]
public sealed class ClusterLimitTests(ClusterFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RedisCluster _cluster = fixture.Cluster;

    public async ValueTask InitializeAsync()
    {
        foreach (var node in _cluster.Nodes) Assert.Equal("+OK", await node.CommandAsync("FLUSHALL"));
        foreach (var node in _cluster.Nodes) await node.CommandAsync("SCRIPT", "FLUSH");
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Take_ManyClientsOverTwoReplicas_EachHasItsLimitAndEveryNodeItsKeys()
    {
        const int Clients = 60, Limit = 12;
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        Assert.True(first.Store.IsCluster);
        var verdicts = await Task.WhenAll(
            from client in Enumerable.Range(0, Clients)
            from attempt in Enumerable.Range(0, 2 * Limit)
            let replica = attempt % 2 == 0 ? first : second
            select Task.Run(async () => (Client: client, Verdict: await replica.TakeAsync(replica.Rule(Limit, Day, StoreFailureMode.Deny), $"client-{client}"))));

        Assert.DoesNotContain(verdicts, static v => v.Verdict.StoreUnavailable);
        var admitted = verdicts.Where(static v => v.Verdict.IsAdmitted).CountBy(static v => v.Client).ToArray();
        Assert.Equal(Clients, admitted.Length);
        Assert.All(admitted, static a => Assert.Equal(Limit, a.Value));
        foreach (var node in _cluster.Nodes) Assert.InRange(int.Parse((await node.CommandAsync("DBSIZE"))[1..], System.Globalization.CultureInfo.InvariantCulture), 5, Clients);
    }

    [Fact]
    public async Task Take_HotKeyWithLeases_AdmitsTheLimit()
    {
        const int Limit = 1000, Attempts = 4000;
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var verdicts = await Task.WhenAll(Enumerable.Range(0, Attempts).Select(i => Task.Run(async () =>
        {
            var replica = i % 2 == 0 ? first : second;
            return await replica.TakeAsync(replica.Rule(Limit, Day, StoreFailureMode.Deny));
        })));
        Assert.DoesNotContain(verdicts, static v => v.StoreUnavailable);
        Assert.InRange(verdicts.Count(static v => v.IsAdmitted), Limit * 95 / 100, Limit);
    }

    [Fact]
    public async Task Keys_OfOneClient_AreOnOneSlotWhateverTheRule()
    {
        await using var replica = await StartAsync();
        var names = new BucketNames(replica.Store.Options);
        var slots = new HashSet<int>();
        for (var client = 0; client < 40; client++)
        {
            string second = names.Of(replica.Rule(10, Day, name: "a").Partition($"{client}"))!, day = names.Of(replica.Rule(50, Day, name: "b").Partition($"{client}"))!;
            Assert.NotEqual(second, day);
            var slot = await _cluster.SlotAsync(second);
            Assert.Equal((slot, slot), (await _cluster.SlotAsync(day), HashSlot.Of(second)));
            slots.Add(slot);
        }

        Assert.InRange(slots.Count, 36, 40);
    }

    [Fact]
    public async Task Take_RulesOfOneClient_AreTakenInOneStep()
    {
        await using var replica = await StartAsync();
        BucketRule wide = replica.Rule(10, Day, name: "wide"), narrow = replica.Rule(2, Day, name: "narrow");
        RateLimitTake[] both = [new(wide, wide.Partition("a"), 3), new(narrow, narrow.Partition("a"), 1)];
        Assert.True((await replica.Limits.TryTakeAsync(both)).IsAdmitted);
        Assert.True((await replica.Limits.TryTakeAsync(both)).IsAdmitted);
        var refused = await replica.Limits.TryTakeAsync(both);
        Assert.Equal((false, 1), (refused.IsAdmitted, refused.RuleIndex));
        Assert.Equal(4, (await replica.TakeAsync(wide, "a", cost: 0)).Remaining);
        // The script that leaves room for a return was not needed.
        Assert.All(await ExistsAsync(TakeScript.Timed), static known => Assert.False(known));
    }

    [Fact]
    public async Task NodeDies_KeysOfOthersGoOn_ItsOwnFollowTheModeAndItRecovers()
    {
        var options = Options();
        options.DecisionBudget = TimeSpan.FromMilliseconds(250);
        options.Replicas = 4;
        await using var replica = await StartAsync(options);
        var rules = Enum.GetValues<StoreFailureMode>().ToDictionary(static m => m, m => replica.Rule(40, Day, m, m.ToString()));
        var (dead, clients) = (_cluster.Nodes[1], Enumerable.Range(0, 30).Select(static i => $"client-{i}").ToArray());
        var onDead = clients.Where(c => _cluster.NodeOf(Slot(replica, rules[StoreFailureMode.Deny], c)) == dead).ToArray();
        Assert.InRange(onDead.Length, 3, 20);
        foreach (var client in clients) Assert.True((await replica.TakeAsync(rules[StoreFailureMode.Deny], client)).IsAdmitted);

        await dead.KillAsync();
        await Eventually.Async(
            async () =>
            {
                foreach (var client in onDead) await replica.TakeAsync(rules[StoreFailureMode.Deny], client);
                return replica.Store.State is not BreakerState.Closed;
            },
            Patience,
            "the node's breaker is open");
        for (var round = 0; round < 12; round++)
        {
            foreach (var client in clients)
            {
                var isAway = onDead.Contains(client);
                var denied = await replica.TakeAsync(rules[StoreFailureMode.Deny], client);
                Assert.True(denied.StoreUnavailable == isAway && denied.IsAdmitted != isAway, $"{client}: {denied}");
                Assert.True((await replica.TakeAsync(rules[StoreFailureMode.Allow], client)).IsAdmitted);
                // A quarter of 40 where each counts by itself.
                Assert.Equal(!isAway || round < 10, (await replica.TakeAsync(rules[StoreFailureMode.Local], client)).IsAdmitted);
            }
        }

        Assert.Equal([$"store.unavailable node {dead.Endpoint}"], StoreEvents(replica));
        await dead.RestartAsync();
        // A master takes no writes before it has heard from the others, two seconds at least.
        await _cluster.WholeAsync();
        var since = Stopwatch.GetTimestamp();
        await Eventually.Async(async () => !(await replica.TakeAsync(rules[StoreFailureMode.Deny], onDead[0])).StoreUnavailable, Patience, "the node is asked again");
        var took = Stopwatch.GetElapsedTime(since);
        TestContext.Current.TestOutputHelper?.WriteLine($"recovered in {took.TotalMilliseconds:0} ms");
        Assert.True(took < TimeSpan.FromSeconds(2), $"recovered after {took.TotalSeconds:0.00} s");
        Assert.Equal([$"store.unavailable node {dead.Endpoint}", $"store.recovered node {dead.Endpoint}"], StoreEvents(replica));
    }

    [Fact]
    public async Task Slot_OnTheMoveAndMoved_ScriptsFollow()
    {
        await using var replica = await StartAsync();
        var rule = replica.Rule(30, Day, StoreFailureMode.Deny);
        var slot = Slot(replica, rule, "alice");
        var from = _cluster.NodeOf(slot);
        var to = _cluster.Nodes.First(n => n != from);
        await TakesAsync(29, 28);

        // Each node keeps scripts of its own.
        foreach (var node in _cluster.Nodes) await node.CommandAsync("SCRIPT", "FLUSH");
        await TakesAsync(27);
        await _cluster.BeginMoveAsync(slot, from, to);
        // Still where it was.
        await TakesAsync(26);
        string key = new BucketNames(replica.Store.Options).Of(rule.Partition("alice"))!;
        Assert.Equal("+OK", await from.CommandAsync("MIGRATE", "127.0.0.1", $"{to.Port}", key, "0", "5000"));
        // ASK, and a server that has never seen the script.
        await TakesAsync(25, 24);
        await _cluster.EndMoveAsync(slot, to);
        // MOVED.
        await TakesAsync(23, 22);
        Assert.Empty(StoreEvents(replica));
        // What is known of the slot's node has moved, too.
        await from.KillAsync();
        await TakesAsync(21, 20);
        await from.RestartAsync();
        await _cluster.WholeAsync();

        async Task TakesAsync(params long[] left)
        {
            foreach (var expected in left)
            {
                var verdict = await replica.TakeAsync(rule);
                Assert.Equal((true, false, expected), (verdict.IsAdmitted, verdict.StoreUnavailable, verdict.Remaining));
            }
        }
    }

    private static RedisOptions Options(string connection = "") => new() { ConnectionString = connection, DecisionBudget = TimeSpan.FromSeconds(5) };

    private static int Slot(Replica replica, BucketRule rule, string client) => HashSlot.Of((string)new BucketNames(replica.Store.Options).Of(rule.Partition(client))!);

    private static string[] StoreEvents(Replica replica) => [.. replica.Events.All.Select(static e => $"{e.Event} {e.Note?.Split(": ")[0]}")];

    private Task<Replica> StartAsync(RedisOptions? options = null)
    {
        options ??= Options();
        options.ConnectionString = _cluster.ConnectionString;
        return Replica.StartAsync(options);
    }

    private async Task<bool[]> ExistsAsync(BucketScript script)
    {
        var digest = Convert.ToHexStringLower(script.Digest);
        var known = new List<bool>();
        foreach (var node in _cluster.Nodes) known.Add((await node.CommandAsync("SCRIPT", "EXISTS", digest)).EndsWith(":1", StringComparison.Ordinal));
        return [.. known];
    }
}
