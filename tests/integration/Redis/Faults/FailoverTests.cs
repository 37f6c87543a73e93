using System.Diagnostics;
using System.Globalization;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;

namespace Gateway.IntegrationTests.Redis.Faults;

/// <summary>A primary and its replica, both in the connection string; something outside (Sentinel, an operator) promotes the replica.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const int Limit = 40;
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private RedisServer _primary = null!;
    private RedisServer _standby = null!;
    private DelayingProxy _replication = null!;

    public async ValueTask InitializeAsync()
    {
        _primary = await RedisServer.StartAsync("--repl-diskless-sync-delay", "0");
        _replication = DelayingProxy.Start(_primary.Port);
        _standby = await RedisServer.StartAsync("--replicaof", "127.0.0.1", _replication.Port.ToString(CultureInfo.InvariantCulture));
        await Eventually.Async(async () => await HasAsync(_standby, "replication", "master_link_status:up"), Patience, "the standby follows");
    }

    public async ValueTask DisposeAsync()
    {
        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
        await _replication.DisposeAsync();
    }

    [Theory]
    [InlineData("killed", false)]
    [InlineData("killed", true)]
    [InlineData("frozen", true)]
    public async Task Primary_Away_TheStandbyIsLeftAloneUntilItIsPromotedAndThenDecides(string fault, bool isStandbyFirst)
    {
        await using var gateway = await StartAsync(isStandbyFirst);
        var rule = gateway.Rule(Limit, Day, StoreFailureMode.Deny);
        for (var i = 0; i < 30; i++) Assert.True((await gateway.TakeAsync(rule)).IsAdmitted);
        await ReplicatedAsync();

        if (fault == "killed") await _primary.KillAsync();
        else await _primary.PauseAsync();
        await Eventually.Async(async () => (await gateway.TakeAsync(rule)).StoreUnavailable && gateway.Store.State is not BreakerState.Closed, Patience, "the outage is noticed");
        await AssertModesAsync(gateway);
        var attempts = await ConnectionsAsync();
        await Eventually.Async(async () => await ConnectionsAsync() > attempts, Patience, "it looks for another way");
        await AssertModesAsync(gateway);
        // Neither asked for counts, nor written to.
        var commands = await _standby.TextAsync("INFO", "commandstats");
        Assert.DoesNotContain("cmdstat_eval", commands, StringComparison.Ordinal);
        Assert.Equal(":0", await _standby.CommandAsync("EXISTS", "gw:probe"));

        var since = Stopwatch.GetTimestamp();
        Assert.Equal("+OK", await _standby.CommandAsync("REPLICAOF", "NO", "ONE"));
        await Eventually.Async(async () => (await gateway.TakeAsync(rule)).IsAdmitted, Patience, "the new primary decides");
        var took = Stopwatch.GetElapsedTime(since);
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: the new primary decides after {took.TotalMilliseconds:0} ms");
        Assert.True(took < TimeSpan.FromSeconds(2), $"after {took.TotalSeconds:0.00} s");
        // What was taken before the promotion was replicated: nothing is granted twice.
        for (var i = 31; i < Limit; i++) Assert.True((await gateway.TakeAsync(rule)).IsAdmitted);
        Assert.False((await gateway.TakeAsync(rule)).IsAdmitted);
        Assert.Equal(["store.unavailable", "store.recovered"], gateway.Events.All.Select(static e => e.Event));

        // For its keys to last the test, whoever ends it.
        if (fault == "frozen") await _primary.ContinueAsync();
    }

    [Fact]
    public async Task Standby_ThatLagged_GrantsTheBurstOnceMoreAndNoMore()
    {
        await using var gateway = await StartAsync(isStandbyFirst: false);
        var rule = gateway.Rule(Limit, Day, StoreFailureMode.Deny);
        Assert.True((await gateway.TakeAsync(rule)).IsAdmitted);
        await ReplicatedAsync();
        // What the primary acknowledges from now on never reaches the standby.
        _replication.Delay = TimeSpan.FromHours(1);
        var admitted = 1;
        for (var i = 0; i < 2 * Limit; i++) admitted += (await gateway.TakeAsync(rule)).IsAdmitted ? 1 : 0;
        Assert.Equal(Limit, admitted);

        await _primary.KillAsync();
        Assert.Equal("+OK", await _standby.CommandAsync("REPLICAOF", "NO", "ONE"));
        await Eventually.Async(async () => !(await gateway.TakeAsync(rule, cost: 0)).StoreUnavailable, Patience, "the new primary decides");
        // What is known to be empty is believed for a second, then the new primary's word counts.
        await Eventually.Async(async () => (await gateway.TakeAsync(rule)).IsAdmitted, Patience, "asked again");
        var again = 1;
        for (var i = 0; i < 2 * Limit; i++) again += (await gateway.TakeAsync(rule)).IsAdmitted ? 1 : 0;
        TestContext.Current.TestOutputHelper?.WriteLine($"admitted {admitted}, after the failover {again} more");
        // One of them had been replicated.
        Assert.Equal(Limit - 1, again);
    }

    // Replication keeps the order of commands.
    private async Task ReplicatedAsync()
    {
        await _primary.CommandAsync("SET", "marker", "1");
        await Eventually.Async(async () => await _standby.CommandAsync("EXISTS", "marker") == ":1", Patience, "the standby has everything");
    }

    private static async Task<bool> HasAsync(RedisServer server, string section, string text) =>
        (await server.TextAsync("INFO", section)).Contains(text, StringComparison.Ordinal);

    private static async Task AssertModesAsync(Replica gateway)
    {
        Assert.True((await gateway.TakeAsync(gateway.Rule(Limit, Day, StoreFailureMode.Deny))).StoreUnavailable);
        Assert.True((await gateway.TakeAsync(gateway.Rule(Limit, Day, StoreFailureMode.Allow, "allow"))).IsAdmitted);
        var local = await gateway.TakeAsync(gateway.Rule(Limit, Day, name: "local"));
        Assert.True(local is { IsAdmitted: true, IsDegraded: true });
    }

    // Of the gateway: each begins with its name.
    private async Task<int> ConnectionsAsync()
    {
        var commands = await _standby.TextAsync("INFO", "commandstats");
        var at = commands.IndexOf("cmdstat_client|setname:calls=", StringComparison.Ordinal);
        var count = commands.AsSpan(at + "cmdstat_client|setname:calls=".Length);
        return at < 0 ? 0 : int.Parse(count[..count.IndexOf(',')], CultureInfo.InvariantCulture);
    }

    private Task<Replica> StartAsync(bool isStandbyFirst)
    {
        RedisServer[] both = isStandbyFirst ? [_standby, _primary] : [_primary, _standby];
        return Replica.StartAsync(new() { ConnectionString = string.Join(',', both.Select(static s => s.Endpoint)), DecisionBudget = TimeSpan.FromMilliseconds(250), LeasePercent = 0 });
    }
}
