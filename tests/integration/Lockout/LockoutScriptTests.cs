using System.Globalization;
using System.Net;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Lockout;
using Gateway.Policies.Lockout.Counting;
using Gateway.Policies.Redis.Lockouts;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Gateway.IntegrationTests.Lockout;

/// <summary>The script and the table in the process are the same arithmetic: every reply agrees.</summary>
public sealed class LockoutScriptTests
{
    private const int Sequences = 20, Steps = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Script_RandomAttempts_SaysWhatTheTableSays(int seed)
    {
        await using var redis = await RedisServer.StartAsync();
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync(redis.Endpoint);
        var database = multiplexer.GetDatabase();
        var random = new Random(seed);
        var refusals = new int[4];
        var steps = new int[5];
        var compared = 0;
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var clock = new FakeClock();
            using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddLockout().BuildServiceProvider();
            var table = services.GetRequiredService<LockoutTable>();
            var options = RandomOptions(random);
            var open = new List<LockoutCall>();
            for (var step = 0; step < Steps; step++)
            {
                // A configuration may change its limits while counts go on.
                if (random.Next(50) == 0) options.LockAfter = random.Next(1, 6);
                clock.Advance(TimeSpan.FromMilliseconds(random.Next(4) switch { 0 => 0, 1 => random.Next(1000), 2 => random.Next(20_000), _ => random.Next(100) }));
                var now = (clock.GetTimestamp() / TimeSpan.TicksPerMillisecond) + 1;
                LockoutReply expected, actual;
                if (open.Count == 0 || random.Next(2) == 0)
                {
                    var call = RandomCall(random, options, step);
                    (expected, actual) = (table.Begin(call), await RunAsync("begin", call));
                    if (expected.IsAdmitted) open.Add(call with { IsHeld = true });
                    refusals[(int)expected.Refusal]++;
                }
                else
                {
                    var call = open[random.Next(open.Count)];
                    open.Remove(call);
                    var outcome = random.Next(8) switch { 0 => LockoutOutcome.Success, 1 => LockoutOutcome.Other, _ => LockoutOutcome.Failure };
                    (expected, actual) = (table.End(call, outcome), await RunAsync(outcome.ToString().ToLowerInvariant(), call));
                }

                Assert.Equal(expected, actual);
                steps[(int)expected.Account.Step]++;
                steps[(int)expected.Network.Step]++;
                compared++;

                async Task<LockoutReply> RunAsync(string op, LockoutCall call)
                {
                    var prefix = $"{seed}:{sequence}:";
                    var script = LockoutScript.Text.Replace(LockoutScript.ServerTime, "{ARGV[#ARGV - 1], ARGV[#ARGV]}", StringComparison.Ordinal)
                        .Replace("- now + 1000))", "- now + 3600000))", StringComparison.Ordinal);
                    Assert.Contains("3600000))", script, StringComparison.Ordinal);
                    var arguments = LockoutScript.Arguments(op, call);
                    // An attempt of the test may take longer than any request.
                    arguments[2] = 30L * 24 * 3600 * 1000;
                    object[] keys = [prefix + "locks", prefix + RedisLockoutStore.NameOf(call.Network.Name), .. call.Account is { } a ? [prefix + RedisLockoutStore.NameOf(a.Name)] : Array.Empty<string>()];
                    object[] whole = [script, keys.Length, .. keys, .. arguments.Select(static v => (object)v), now / 1000, now % 1000 * 1000];
                    return LockoutScript.Read((long[]?)await database.ExecuteAsync("EVAL", whole));
                }
            }

            var locked = await database.SortedSetRangeByScoreAsync($"{seed}:{sequence}:locks", (clock.GetTimestamp() / TimeSpan.TicksPerMillisecond) + 2);
            var listed = await table.ListAsync(1000);
            Assert.Equal(listed!.Select(static e => RedisLockoutStore.NameOf(e.Name)).Order(StringComparer.Ordinal), locked.Select(static v => v.ToString()).Order(StringComparer.Ordinal));
        }

        Assert.Equal(Sequences * Steps, compared);
        Assert.All(refusals, n => Assert.True(n > 20, $"refusals: {string.Join(", ", refusals)}"));
        Assert.All(steps, n => Assert.True(n > 10, $"steps: {string.Join(", ", steps)}"));
    }

    [Fact]
    public async Task Keys_OfEveryCount_Expire()
    {
        await using var redis = await RedisServer.StartAsync();
        using var multiplexer = await ConnectionMultiplexer.ConnectAsync(redis.Endpoint);
        var database = multiplexer.GetDatabase();
        var call = RandomCall(new Random(1), new LockoutOptions { LockAfter = 2, DelayAfter = 0, AccountFrom = ["Basic"] }, 0) with { Account = Key("alice", LockoutLimit.Account) };
        RedisKey[] keys = ["locks", "network", "account"];
        for (var i = 0; i < 2; i++)
        {
            var attempt = call with { Id = i.ToString(CultureInfo.InvariantCulture) };
            Assert.True((await LockoutScript.RunAsync(database, keys, LockoutScript.Arguments("begin", attempt))).IsAdmitted);
            foreach (var key in keys[1..]) Assert.InRange(await database.KeyTimeToLiveAsync(key) ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromDays(14));
            await LockoutScript.RunAsync(database, keys, LockoutScript.Arguments("failure", attempt));
        }

        foreach (var key in keys) Assert.InRange(await database.KeyTimeToLiveAsync(key) ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromDays(14));
        var reply = await LockoutScript.RunAsync(database, keys, LockoutScript.Arguments("begin", call));
        Assert.Equal((LockoutRefusal.Locked, LockoutLimit.Account), (reply.Refusal, reply.RefusedBy));
        Assert.True(await LockoutScript.UnlockAsync(database, "locks", "account", RedisLockoutStore.NameOf(call.Account!.Value.Name)));
        Assert.False(await database.KeyExistsAsync("account"));
        Assert.False(await database.KeyExistsAsync("locks"));
    }

    private static LockoutOptions RandomOptions(Random random) => new()
    {
        AccountFrom = ["Basic"],
        DelayAfter = random.Next(4),
        LockAfter = random.Next(1, 6),
        FirstDelay = TimeSpan.FromMilliseconds(random.Next(100, 3000)),
        MaxDelay = TimeSpan.FromMilliseconds(random.Next(3000, 10_000)),
        Window = TimeSpan.FromMilliseconds(random.Next(1000, 60_000)),
        LockFor = TimeSpan.FromMilliseconds(random.Next(1000, 10_000)),
        MaxLockFor = TimeSpan.FromMilliseconds(random.Next(10_000, 60_000)),
        Network = new() { DelayAfter = random.Next(6), LockAfter = random.Next(3, 12) },
    };

    private static LockoutCall RandomCall(Random random, LockoutOptions options, int id) => new(
        Key("network", LockoutLimit.Network), LockoutTerms.OfNetwork(options),
        random.Next(5) == 0 ? null : Key($"account {random.Next(3)}", LockoutLimit.Account), LockoutTerms.OfAccount(options), LockoutStoreFailure.Local)
    {
        Id = id.ToString(CultureInfo.InvariantCulture),
    };

    private static LockoutKey Key(string name, LockoutLimit limit) =>
        new(new LockoutNames(new byte[32]).Account(1, name), limit, "login", LockoutNetwork.Of(IPAddress.Loopback, 32, 64));
}
