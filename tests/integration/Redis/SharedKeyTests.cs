using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey.Shared;

namespace Gateway.IntegrationTests.Redis;

/// <summary>API keys in a real redis-server, with several gateways on it.</summary>
public sealed class SharedKeyTests(ITestOutputHelper output)
{
    private static readonly string StoredSet = "gw:keys:" + SharedKeyBench.Settings.StoredName;

    [Fact]
    public async Task Key_MadeAndRevokedByOneProcess_CountsOnTheOthersWithinASecond()
    {
        await using var bench = await SharedKeyBench.StartAsync();
        var (first, second) = (await bench.GatewayAsync(), await bench.GatewayAsync());

        var created = await GatewayProcess.RunAsync(bench.Folder, "keys", "create", "--config", bench.ConfigurationPath, "--set", "partners", "--consumer", "acme", "--scope", "orders:read");
        var began = TimeProvider.System.GetTimestamp();
        Assert.True(created.ExitCode == 0, created.Errors);
        var key = created.Output.Trim();
        await Task.WhenAll(SharedKeyBench.UntilAsync(first, key, 200), SharedKeyBench.UntilAsync(second, key, 200));
        output.WriteLine($"created: {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms after the command ended");

        var listed = await GatewayProcess.RunAsync(bench.Folder, "keys", "list", "--config", bench.ConfigurationPath, "--set", "partners");
        Assert.Contains($"{key.Split('_')[1]}  acme                    active    never                 orders:read", listed.Output, StringComparison.Ordinal);

        began = TimeProvider.System.GetTimestamp();
        Assert.True(await SharedKeyBench.Store(first).RevokeAsync(key.Split('_')[1]));
        await Task.WhenAll(SharedKeyBench.UntilAsync(first, key, 401), SharedKeyBench.UntilAsync(second, key, 401));
        var took = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine($"revoked: {took.TotalMilliseconds:0} ms after it was asked for");
        // A notification and one trip; the bound leaves room for a busy machine and none for a poll that is a minute apart.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(key, await File.ReadAllTextAsync(bench.ConfigurationPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notifications_Forbidden_PollingTakesOver()
    {
        // The default user as the README restricts it, without channels.
        string[] commands = ["eval", "evalsha", "get", "set", "time", "ping", "echo", "info", "client", "config|get", "cluster", "type", "hget", "hset", "hdel", "hlen", "hgetall", "del"];
        await using var bench = await SharedKeyBench.StartAsync(["--user", "default", "on", "nopass", "resetkeys", "~gw:*", "resetchannels", "-@all", .. commands.Select(static c => "+" + c)]);
        var (first, second) = (await bench.GatewayAsync(), await bench.GatewayAsync());
        await Eventually.Async(() => SharedKeyBench.Health(first).Problem == "absent" && SharedKeyBench.Health(second).Problem == "absent", SharedKeyBench.Patience, "both have looked");
        Assert.Equal(":0", (await bench.Redis.CommandAsync("PUBLISH", StoredSet + ":changed", "")).Replace("-NOPERM", ":0", StringComparison.Ordinal)[..2]);

        var began = TimeProvider.System.GetTimestamp();
        var key = await SharedKeyBench.CreateAsync(first);
        await Task.WhenAll(SharedKeyBench.UntilAsync(first, key.Text, 200), SharedKeyBench.UntilAsync(second, key.Text, 200));
        var took = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine($"polled: {took.TotalMilliseconds:0} ms");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Redis_KilledAndRestartedEmpty_KnownKeysGoOnAndAreThereAgain()
    {
        await using var bench = await SharedKeyBench.StartAsync();
        var gateway = await bench.GatewayAsync();
        await Eventually.Async(() => SharedKeyBench.Health(gateway).Problem == "absent", SharedKeyBench.Patience, "the gateway has looked");
        var key = await SharedKeyBench.CreateAsync(gateway);
        await SharedKeyBench.UntilAsync(gateway, key.Text, 200);

        await bench.Redis.KillAsync();
        await Eventually.Async(() => (string?)SharedKeyBench.Readiness(gateway)["store"]!["breaker"] != "closed", SharedKeyBench.Patience, "the breaker is open");
        for (var i = 0; i < 10; i++) Assert.Equal(200, await SharedKeyBench.AskAsync(gateway, key.Text));
        Assert.Equal("ready", (string?)SharedKeyBench.Readiness(gateway)["status"]);
        Assert.False((bool)SharedKeyBench.Readiness(gateway)["store"]!["connected"]!);
        // Nobody who starts now can know: not refused, not let through.
        var late = await bench.GatewayAsync();
        Assert.Equal(503, await SharedKeyBench.AskAsync(late, key.Text));
        Assert.Equal(401, await SharedKeyBench.AskAsync(late, "nonsense"));
        Assert.Equal(200, await SharedKeyBench.AskAsync(late, "nonsense", "/open"));
        Assert.Contains(late.Events.All, e => e is { Event: "request.rejected", Status: 503, Reason: "keys-unavailable" });

        await bench.Redis.RestartAsync();
        // The restarted server is empty: the gateway that knows the set puts it back, and the other one gets it.
        await SharedKeyBench.UntilAsync(late, key.Text, 200);
        Assert.Equal(200, await SharedKeyBench.AskAsync(gateway, key.Text));
        Assert.Single(gateway.Events.All, e => e.Event == "api-keys.restored");
        await Eventually.Async(() => SharedKeyBench.Health(gateway).Problem is null, SharedKeyBench.Patience, "nothing is wrong any more");
        var other = await SharedKeyBench.CreateAsync(gateway, "globex");
        await SharedKeyBench.UntilAsync(late, other.Text, 200);
    }

    [Fact]
    public async Task Redis_Paused_KnownKeysGoOnWithoutWaiting()
    {
        await using var bench = await SharedKeyBench.StartAsync();
        var gateway = await bench.GatewayAsync();
        await Eventually.Async(() => SharedKeyBench.Health(gateway).Problem == "absent", SharedKeyBench.Patience, "the gateway has looked");
        var key = await SharedKeyBench.CreateAsync(gateway);
        await SharedKeyBench.UntilAsync(gateway, key.Text, 200);

        await bench.Redis.PauseAsync();
        await Eventually.Async(() => SharedKeyBench.Health(gateway).Age > TimeSpan.FromSeconds(2), SharedKeyBench.Patience, "the store has not answered for a while");
        for (var i = 0; i < 10; i++) Assert.Equal(200, await SharedKeyBench.AskAsync(gateway, key.Text));
        await bench.Redis.ContinueAsync();
        await Eventually.Async(() => SharedKeyBench.Health(gateway).Age < TimeSpan.FromSeconds(2), SharedKeyBench.Patience, "it answers again");
        Assert.Equal(200, await SharedKeyBench.AskAsync(gateway, key.Text));
    }

    [Fact]
    public async Task Store_WrittenToByAnAttacker_GivesNoAccessAndIsPutRight()
    {
        await using var bench = await SharedKeyBench.StartAsync();
        var gateway = await bench.GatewayAsync();
        await Eventually.Async(() => SharedKeyBench.Health(gateway).Problem == "absent", SharedKeyBench.Patience, "the gateway has looked");
        var (good, revoked) = (await SharedKeyBench.CreateAsync(gateway), await SharedKeyBench.CreateAsync(gateway, "globex"));
        await SharedKeyBench.UntilAsync(gateway, revoked.Text, 200);
        Assert.StartsWith(":1", await bench.Redis.CommandAsync("COPY", StoredSet, "gw:before"), StringComparison.Ordinal);
        await SharedKeyBench.Store(gateway).RevokeAsync(revoked.Entry.Id);
        await SharedKeyBench.UntilAsync(gateway, revoked.Text, 401);

        // The whole set as it was before the revocation.
        Assert.StartsWith(":1", await bench.Redis.CommandAsync("COPY", "gw:before", StoredSet, "REPLACE"), StringComparison.Ordinal);
        await Eventually.Async(() => gateway.Events.All.Any(e => e is { Event: "api-keys.set.refused", Reason: "rollback" }), SharedKeyBench.Patience, "the older set is refused");
        await Eventually.Async(() => gateway.Events.All.Any(e => e.Event == "api-keys.restored"), SharedKeyBench.Patience, "the newer one is put back");
        Assert.Equal((401, 200), (await SharedKeyBench.AskAsync(gateway, revoked.Text), await SharedKeyBench.AskAsync(gateway, good.Text)));

        // One record as it was, and one moved to another id; a gateway that starts now knows nothing else.
        var other = await bench.GatewayAsync();
        await SharedKeyBench.UntilAsync(other, good.Text, 200);
        Assert.Equal(401, await SharedKeyBench.AskAsync(other, revoked.Text));

        // Something that is no set at all.
        await bench.Redis.CommandAsync("SET", StoredSet, "nonsense");
        await Eventually.Async(() => gateway.Events.All.Any(e => e is { Event: "api-keys.set.refused", Reason: "unreadable" }), SharedKeyBench.Patience, "what is no set is refused");
        Assert.Equal(200, await SharedKeyBench.AskAsync(gateway, good.Text));
        await Eventually.Async(async () => await bench.Redis.CommandAsync("TYPE", StoredSet) == "+hash", SharedKeyBench.Patience, "the set is put back");
        Assert.Equal("closed", (string?)SharedKeyBench.Readiness(gateway)["store"]!["breaker"]);
    }

    [Fact]
    public async Task Records_TamperedWithBeforeAStart_AreIgnoredWithEventAndMetric()
    {
        await using var bench = await SharedKeyBench.StartAsync();
        string goodKey, revokedKey;
        await using (var earlier = await RunningGateway.StartFileAsync(bench.Configuration().Write("earlier.json")))
        {
            await Eventually.Async(() => SharedKeyBench.Health(earlier).Problem == "absent", SharedKeyBench.Patience, "the gateway has looked");
            var (good, revoked) = (await SharedKeyBench.CreateAsync(earlier), await SharedKeyBench.CreateAsync(earlier, "globex"));
            (goodKey, revokedKey) = (good.Text, revoked.Text);
            var before = await FieldAsync(bench, revoked.Entry.Id);
            await SharedKeyBench.Store(earlier).RevokeAsync(revoked.Entry.Id);
            await SharedKeyBench.UntilAsync(earlier, revokedKey, 401);
            await earlier.DisposeAsync();
            await bench.Redis.CommandAsync("HSET", StoredSet, revoked.Entry.Id, before);
            await bench.Redis.CommandAsync("HSET", StoredSet, "AAAABBBBCCCCDDDD", before.Replace("globex", "root", StringComparison.Ordinal));
        }

        var gateway = await bench.GatewayAsync();
        await SharedKeyBench.UntilAsync(gateway, goodKey, 200);
        Assert.Equal(401, await SharedKeyBench.AskAsync(gateway, revokedKey));
        // The keys work a moment before the event is written.
        await Eventually.Async(() => gateway.Events.All.Any(static e => e.Event == "api-keys.record.refused"), SharedKeyBench.Patience, "the event");
        var record = Assert.Single(gateway.Events.All, e => e.Event == "api-keys.record.refused");
        Assert.Contains("stale", record.Note, StringComparison.Ordinal);
        Assert.Contains("AAAABBBBCCCCDDDD unlisted", record.Note, StringComparison.Ordinal);
        Assert.Equal("damaged-records", (string?)SharedKeyBench.Readiness(gateway)["apiKeys"]![0]!["problem"]);
    }

    [Fact]
    public async Task Commands_RedisAwayOrNoSuchSet_SaySo()
    {
        await using var bench = await SharedKeyBench.StartAsync();
        var path = bench.ConfigurationPath;
        var unknown = await GatewayProcess.RunAsync(bench.Folder, "keys", "list", "--config", path, "--set", "partner");
        Assert.Equal((1, "gateway keys: found no set \"partner\" in Gateway:ApiKeys; allowed: partners (did you mean \"partners\"?)\n"), (unknown.ExitCode, unknown.Errors));
        Assert.Equal(2, (await GatewayProcess.RunAsync(bench.Folder, "keys", "list")).ExitCode);
        await bench.Redis.KillAsync();
        var away = await GatewayProcess.RunAsync(bench.Folder, "keys", "list", "--config", path, "--set", "partners");
        Assert.Equal((1, "gateway keys: the server of Gateway:Redis did not answer within 5 seconds; nothing was changed\n"), (away.ExitCode, away.Errors));
    }

    [Fact]
    public void PollInterval_IsWithinTheSecondThatIsPromised() => Assert.InRange(SharedKeySet.PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));

    private static async Task<string> FieldAsync(SharedKeyBench bench, string id)
    {
        // EVAL, because a test reads replies up to their first line end: a status is one line.
        var reply = await bench.Redis.CommandAsync("EVAL", "return redis.status_reply(redis.call('HGET', KEYS[1], ARGV[1]))", "1", StoredSet, id);
        return reply[1..];
    }
}
