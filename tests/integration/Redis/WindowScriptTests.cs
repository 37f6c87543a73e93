using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>Rules of all algorithms, with refusals counted and costs settled: the scripts decide as the store in the process does.</summary>
public sealed class WindowScriptTests
{
    private const int Sequences = 30, Steps = 120;

    // A multiple of every window below, so that segments begin together in both clocks.
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddSeconds(1_800_000_000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Script_RandomTakesAndSettlements_DecidesAsTheStoreInTheProcess(int seed)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        var random = new Random(seed);
        var (compared, refused, settled) = (0, 0, 0);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var clock = new FakeClock(Start);
            using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddRateLimit().BuildServiceProvider();
            var local = services.GetRequiredService<LocalRateLimitStore>();
            var rules = Enumerable.Range(0, random.Next(1, 4)).Select(i => RandomRule(random, local, $"rule-{i}")).ToArray();
            for (var step = 0; step < Steps; step++)
            {
                clock.Advance(TimeSpan.FromMicroseconds(random.Next(3) switch { 0 => 0, 1 => random.Next(1_500_000), _ => random.Next(100_000) }));
                var now = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                var takes = rules.OrderBy(_ => random.Next()).Take(random.Next(1, rules.Length + 1)).Select(r => new RateLimitTake(r, r.Partition("a"), random.Next(0, Math.Min(4, r.Burst + 1)))).ToArray();
                var expected = local.Take(takes);
                var actual = Verdict(takes, await scripts.CheckAsync($"{sequence}:", takes, new int[takes.Length], now));
                Assert.Equal(expected, actual);
                compared++;
                if (!actual.IsAdmitted) refused++;
                if (!actual.IsAdmitted || random.Next(3) > 0) continue;
                // In the same microsecond: the margin for the way there is the store's, not the script's.
                var take = takes[0];
                var cost = random.Next(0, 8);
                var whole = await local.SettleAsync(take, cost, TimeSpan.Zero);
                var reply = await scripts.SettleAsync($"{sequence}:", take, cost, TimeSpan.Zero, now);
                // What is paid alike is not asked of the store; the script has nothing to do for it.
                if (cost != take.Cost) Assert.Equal([whole ? 1 : 0], reply!);
                settled++;
            }
        }

        Assert.Equal(Sequences * Steps, compared);
        Assert.InRange(refused, compared / 10, compared * 9 / 10);
        Assert.InRange(settled, compared / 20, compared);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public async Task ServersClockSetBack_NothingOpensAgain_AndTheWindowStillEnds(RateLimitAlgorithm algorithm)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        using var services = new ServiceCollection().AddRateLimit().BuildServiceProvider();
        var rule = Rule(services.GetRequiredService<LocalRateLimitStore>(), algorithm, 2, TimeSpan.FromSeconds(10));
        RateLimitTake[] take = [new(rule, rule.Partition("a"), 1)];
        var now = (Start.AddDays(400) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        for (var i = 0; i < 2; i++) Assert.True((await scripts.CheckAsync("", take, [0], now)).IsAdmitted);
        now -= 86_400_000_000L * 100;
        Assert.False((await scripts.CheckAsync("", take, [0], now)).IsAdmitted);
        Assert.False((await scripts.CheckAsync("", take, [0], now + 9_999_999)).IsAdmitted);
        Assert.True((await scripts.CheckAsync("", take, [0], now + 11_000_000)).IsAdmitted);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public async Task ValueOfSomebodyElse_IsAWindowUsedUp_ThatEnds(RateLimitAlgorithm algorithm)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        using var services = new ServiceCollection().AddRateLimit().BuildServiceProvider();
        var rule = Rule(services.GetRequiredService<LocalRateLimitStore>(), algorithm, 2, TimeSpan.FromSeconds(10));
        var now = (Start - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        foreach (var value in (string[])["", "x", "w", "w 1", "w 9:9x", "1800000000000000 0", "w 1800000009000000:99999999999999"])
        {
            RateLimitTake[] take = [new(rule, rule.Partition(value), 1)];
            await scripts.WriteAsync("", take[0].Partition, value);
            // Nothing but the letter is a window in which nothing was taken.
            Assert.Equal(value == "w", (await scripts.CheckAsync("", take, [0], now)).IsAdmitted);
            Assert.True((await scripts.CheckAsync("", take, [0], now + 11_000_000)).IsAdmitted);
        }
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow, -86_400)]
    [InlineData(RateLimitAlgorithm.FixedWindow, 86_400)]
    [InlineData(RateLimitAlgorithm.SlidingWindow, 86_400)]
    public async Task Replicas_WhoseClocksDiffer_CountOneWindow(RateLimitAlgorithm algorithm, int seconds)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await Replica.StartAsync(Replica.Options(redis.Endpoint));
        await using var two = await Replica.StartAsync(Replica.Options(redis.Endpoint), new ShiftedTime(TimeSpan.FromSeconds(seconds)));
        // Long enough that no window of the clock ends meanwhile but once in a blue moon; then a second try has a fresh one.
        var admitted = 0;
        for (var attempt = 0; attempt < 2 && admitted != 20; attempt++)
        {
            admitted = 0;
            foreach (var replica in Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? one : two))
            {
                var rule = Rule(replica.Limits, algorithm, 20, TimeSpan.FromHours(24), $"r{attempt}");
                if ((await replica.TakeAsync(rule)) is { IsAdmitted: true, IsDegraded: false }) admitted++;
            }
        }

        Assert.Equal(20, admitted);
    }

    [Fact]
    public async Task Settle_OverTheStore_IsADebtForEveryReplica_AndComesBack()
    {
        await using var redis = await RedisServer.StartAsync();
        var options = Replica.Options(redis.Endpoint);
        await using var one = await Replica.StartAsync(options);
        await using var two = await Replica.StartAsync(options);
        foreach (var algorithm in Enum.GetValues<RateLimitAlgorithm>())
        {
            BucketRule rule = Rule(one.Limits, algorithm, 1000, TimeSpan.FromHours(24), $"{algorithm}", debt: 500);
            var take = new RateLimitTake(rule, rule.Partition("a"), 100);
            Assert.Equal(900, (await one.Limits.TryTakeAsync([take])).Remaining);
            Assert.True(await one.Limits.SettleAsync(take, 40, TimeSpan.Zero));
            // The lease that the replica drew meanwhile is not there; five seconds of a day, the margin for the way, are less than a permit.
            Assert.InRange((await two.Limits.TryTakeAsync([take with { Cost = 0 }])).Remaining, 909, 960);
            Assert.True(await one.Limits.SettleAsync(take, 1500, TimeSpan.Zero));
            Assert.False((await two.Limits.TryTakeAsync([take with { Cost = 1 }])).IsAdmitted);
            Assert.False(await one.Limits.SettleAsync(take, 600, TimeSpan.Zero));
        }
    }

    // A token bucket's replica knows by itself that it is empty: the refusal has to reach the store nevertheless.
    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task CountRefused_OverTheStore_ANewReplicaFindsTheBucketEmptied(RateLimitAlgorithm beside)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await Replica.StartAsync(Replica.Options(redis.Endpoint));
        await using var two = await Replica.StartAsync(Replica.Options(redis.Endpoint));
        var arrest = Rule(one.Limits, RateLimitAlgorithm.TokenBucket, 1000, TimeSpan.FromHours(24), "arrest", counts: true);
        var tight = Rule(one.Limits, beside, 1, TimeSpan.FromHours(24), "tight");
        RateLimitTake[] takes = [new(arrest, arrest.Partition("a"), 400), new(tight, tight.Partition("a"), 1)];
        Assert.True((await one.Limits.TryTakeAsync(takes)).IsAdmitted);
        Assert.False((await one.Limits.TryTakeAsync(takes)).IsAdmitted);
        // Less what the first replica leased: of a thousand, fifty at most.
        Assert.InRange((await two.Limits.TryTakeAsync([takes[0] with { Cost = 0 }])).Remaining, 150, 200);
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    private static RateLimitVerdict Verdict(RateLimitTake[] takes, CheckReply reply)
    {
        var verdict = new VerdictBuilder(now: 0);
        for (var i = 0; i < takes.Length; i++)
        {
            var (take, rule, before) = (takes[i], takes[i].Rule, reply.Before[i]);
            if (rule.Periods is not null)
            {
                if (before.Part + take.Cost <= rule.Burst) verdict.AdmitWindow(i, take, before.Part + take.Cost, before.Ticks);
                else verdict.Refuse(i, rule.CountRefused ? 0 : Math.Max(0, rule.Burst - before.Part), before.Ticks, before.Ticks);
                continue;
            }

            var increment = rule.Increment(take.Cost);
            if (rule.Gcra.TryTake(before, 0, increment, out var after, out var wait))
            {
                verdict.Admit(i, take, after);
                continue;
            }

            if (rule.CountRefused)
            {
                after = rule.Gcra.Charge(before, 0, increment, default, out _);
                rule.Gcra.TryTake(after, 0, increment, out _, out wait);
            }

            verdict.Refuse(i, after, wait, rule);
        }

        return verdict.Build(overflowed: false);
    }

    private static BucketRule RandomRule(Random random, IRateLimitStore store, string name) => Rule(
        store, (RateLimitAlgorithm)random.Next(3), random.Next(1, 12), TimeSpan.FromSeconds((int[])[1, 10, 100] is var lengths ? lengths[random.Next(3)] : 1),
        name, random.Next(3) == 0, random.Next(2) * random.Next(20));

    private static BucketRule Rule(IRateLimitStore store, RateLimitAlgorithm algorithm, int permits, TimeSpan window, string name = "r", bool counts = false, int debt = 0)
    {
        var periods = LimitWindow.Of(new RateLimitRule { Algorithm = algorithm }, window);
        return new(name, permits, window, permits, [new(PartitionKeyKind.Address, "")], 64, 1, store.PartitionHashKey, periods) { CountRefused = counts, MaxDebt = debt };
    }
}
