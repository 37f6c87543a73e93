using System.Diagnostics;
using System.Globalization;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis.Cluster;
using Gateway.Policies.Redis.Limits;

namespace Gateway.IntegrationTests.Redis.Cluster;

/// <summary>A master of a cluster dies, and a replica that no connection string names takes its place.</summary>
public sealed class ClusterPromotionTests
{
    private const int Limit = 40;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Master_Killed_ItsReplicaDecidesByItsCounts()
    {
        await using var cluster = await RedisCluster.StartAsync();
        var master = cluster.Nodes[1];
        var standby = await cluster.AddReplicaAsync(master);
        await using var gateway = await Replica.StartAsync(new() { ConnectionString = cluster.ConnectionString, DecisionBudget = TimeSpan.FromMilliseconds(250), LeasePercent = 0 });
        var rule = gateway.Rule(Limit, Day, StoreFailureMode.Deny);
        var names = new BucketNames(gateway.Store.Options);
        var client = Enumerable.Range(0, 1000).Select(static i => $"client-{i}").First(c => cluster.NodeOf(HashSlot.Of((string)names.Of(rule.Partition(c))!)) == master);
        for (var i = 0; i < 30; i++) Assert.True((await gateway.TakeAsync(rule, client)).IsAdmitted);
        var written = await OffsetAsync(master);
        await Eventually.Async(async () => await OffsetAsync(standby) >= written, Patience, "the replica has everything");

        await master.KillAsync();
        await Eventually.Async(async () => (await gateway.TakeAsync(rule, client)).StoreUnavailable, Patience, "the outage is noticed");
        // What the cluster does by itself after the node timeout.
        Assert.Equal("+OK", await standby.CommandAsync("CLUSTER", "FAILOVER", "TAKEOVER"));
        var since = Stopwatch.GetTimestamp();
        await Eventually.Async(async () => (await gateway.TakeAsync(rule, client)).IsAdmitted, Patience, "the new master decides");
        var took = Stopwatch.GetElapsedTime(since);
        TestContext.Current.TestOutputHelper?.WriteLine($"the new master decides after {took.TotalMilliseconds:0} ms");
        Assert.True(took < TimeSpan.FromSeconds(5), $"after {took.TotalSeconds:0.00} s");
        for (var i = 31; i < Limit; i++) Assert.True((await gateway.TakeAsync(rule, client)).IsAdmitted);
        Assert.False((await gateway.TakeAsync(rule, client)).IsAdmitted);
        // The breaker is the node's: the dead one's opens, and the new one's when it was asked too early.
        Assert.Equal("store.unavailable", gateway.Events.All[0].Event);
        await Eventually.Async(() => gateway.Events.All[^1].Event == "store.recovered", Patience, "it is told");
    }

    // How much of the stream of writes a server has sent or taken.
    private static async Task<long> OffsetAsync(RedisServer server)
    {
        const string Field = "\nmaster_repl_offset:";
        var text = await server.TextAsync("INFO", "replication");
        var at = text.IndexOf(Field, StringComparison.Ordinal) + Field.Length;
        return long.Parse(text.AsSpan(at, text.IndexOf('\r', at) - at), CultureInfo.InvariantCulture);
    }
}
