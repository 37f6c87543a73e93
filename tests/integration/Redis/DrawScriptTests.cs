using System.Globalization;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Simulation.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>The scripts on a real server and the model that the simulator uses are the same arithmetic: every figure agrees.</summary>
public sealed class DrawScriptTests
{
    private const int Sequences = 40, Steps = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Scripts_RandomDrawsReturnsAndChecks_AnswerAsTheModel(int seed)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        using var services = new ServiceCollection().AddRateLimit().BuildServiceProvider();
        var random = new Random(seed);
        var (granted, refused, stale, returned, checks, outstanding, owing) = (0, 0, 0, 0, 0, 0, 0);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            // Two routes that share their buckets: one may owe, the other not, or less.
            var one = GcraScriptTests.RandomRule(random, services.GetRequiredService<LocalRateLimitStore>(), "rule");
            BucketRule[] routes = [one, Owing(one, random.Next(1, Math.Max(2, one.Burst))), Owing(one, Math.Max(1, one.Burst / 10))];
            var model = new ModelStore();
            var now = random.NextInt64(1_600_000_000, 4_000_000_000) * 1_000_000;
            var limit = Math.Max(2, one.Burst / 5);
            var draws = new Dictionary<string, List<long>>();
            for (var step = 0; step < Steps; step++)
            {
                var rule = routes[random.Next(3)];
                now += (long)Pause(random, rule);
                if (random.Next(16) == 0)
                {
                    var missing = random.Next(1, rule.Burst + 1);
                    var whole = model.Settle(rule, 7, missing, now);
                    var reply = await scripts.SettleAsync($"{sequence}:", new(rule, 7, 0), missing, TimeSpan.Zero, now);
                    Assert.Equal(whole ? 1 : 0, Assert.Single(reply!));
                    owing += model.Find(7)!.Owes(now) ? 1 : 0;
                    continue;
                }

                if (random.Next(4) == 0)
                {
                    RateLimitTake[] takes = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new RateLimitTake(rule, 7, random.Next(0, Math.Max(2, rule.Burst / 3))))];
                    int[] debts = [.. takes.Select(_ => Debt(random, rule))];
                    var expectedCheck = model.Check(takes, debts, now);
                    var actualCheck = await scripts.CheckAsync($"{sequence}:", takes, debts, now);
                    Assert.Equal(expectedCheck.IsAdmitted, actualCheck.IsAdmitted);
                    Assert.Equal(expectedCheck.Before, actualCheck.Before);
                    checks++;
                    continue;
                }

                var replica = "r" + random.Next(3).ToString(CultureInfo.InvariantCulture);
                var terms = Terms(random, rule, limit, step + 1, draws.TryGetValue(replica, out var earlier) ? earlier : draws[replica] = []);
                var expected = model.Draw(rule, 7, replica, terms, now);
                var actual = await scripts.DrawAsync($"{sequence}:", rule, 7, replica, terms, now);
                Assert.Equal(expected, actual);
                var bucket = model.Find(7)!;
                if (!expected.IsStale) Assert.Equal(Value(bucket, 10L * rule.Gcra.Denominator, now), await scripts.ValueAsync($"{sequence}:", 7));
                granted += expected.Granted > 0 ? 1 : 0;
                refused += expected.Admitted < terms.Count ? 1 : 0;
                stale += expected.IsStale ? 1 : 0;
                returned += terms.Back > 0 ? 1 : 0;
                outstanding += bucket.Outstanding > 0 ? 1 : 0;
            }
        }

        Assert.True(owing > Sequences, $"{owing}");
        Assert.All([granted, refused, stale, returned, checks, outstanding], n => Assert.True(n > Sequences * Steps / 50, $"{granted} {refused} {stale} {returned} {checks} {outstanding}"));
    }

    [Fact]
    public async Task Debt_OfARouteThatMayOwe_IsNotForgivenByOneThatMayNot()
    {
        await using var scripts = await ScriptRunner.StartAsync();
        var (plain, owing, now) = Routes();
        Assert.Equal(1, Assert.Single((await scripts.SettleAsync("", new(owing, 7, 0), 300, TimeSpan.Zero, now))!));
        // 100 in the bucket: it owes 200, which refill in 200 s, whoever looks, draws or charges.
        Assert.False((await scripts.CheckAsync("", [new(plain, 7, 1)], [0], now)).IsAdmitted);
        Assert.Equal(0, (await scripts.DrawAsync("", plain, 7, "a", new DrawTerms(1) { Cost = 1, Count = 1 }, now)).Admitted);
        Assert.Equal(0, Assert.Single((await scripts.SettleAsync("", new(plain, 7, 0), 50, TimeSpan.Zero, now))!));
        Assert.False((await scripts.CheckAsync("", [new(plain, 7, 1)], [0], now + 200_000_000)).IsAdmitted);
        Assert.True((await scripts.CheckAsync("", [new(plain, 7, 1)], [0], now + 201_000_000)).IsAdmitted);
    }

    [Fact]
    public async Task OutageDebt_BeyondWhatTheBucketMayOwe_ForgivesNothing()
    {
        await using var scripts = await ScriptRunner.StartAsync();
        var (_, owing, now) = Routes();
        await scripts.SettleAsync("", new(owing, 7, 0), 900, TimeSpan.Zero, now);
        // It owes 800 of 1,000; 300 more are 1,000.
        Assert.False((await scripts.CheckAsync("", [new(owing, 7, 1)], [300], now)).IsAdmitted);
        Assert.False((await scripts.CheckAsync("", [new(owing, 7, 1)], [0], now + 1_000_000_000)).IsAdmitted);
        Assert.True((await scripts.CheckAsync("", [new(owing, 7, 1)], [0], now + 1_001_000_000)).IsAdmitted);
    }

    [Theory]
    [InlineData(false, 101)]
    [InlineData(true, 1101)]
    public async Task ServersClockSetBack_ABucketStaysClosedNoLongerThanItCouldOwe(bool owes, int seconds)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        var (_, owing, now) = Routes();
        if (owes) await scripts.SettleAsync("", new(owing, 7, 0), 101, TimeSpan.Zero, now);
        else Assert.True((await scripts.CheckAsync("", [new(owing, 7, 100)], [0], now)).IsAdmitted);
        now -= 1_000_000_000L;
        Assert.False((await scripts.CheckAsync("", [new(owing, 7, 1)], [1], now)).IsAdmitted);
        Assert.True((await scripts.CheckAsync("", [new(owing, 7, 1)], [0], now + (seconds * 1_000_000L))).IsAdmitted);
    }

    // A permit a second, a hundred at once; one route may owe a thousand.
    private static (BucketRule Plain, BucketRule Owing, long Now) Routes()
    {
        var plain = new BucketRule("r", 1, TimeSpan.FromSeconds(1), 100, [new(PartitionKeyKind.Address, "")], 64, 1, 1);
        return (plain, Owing(plain, 1000), 1_700_000_000_000_000);
    }

    private static DrawTerms Terms(Random random, BucketRule rule, int limit, int step, List<long> earlier)
    {
        // Some arrive out of order, and some give back what another draw brought.
        var sequence = random.Next(6) == 0 ? random.Next(1, step + 1) : step;
        var terms = new DrawTerms(sequence)
        {
            Cost = random.Next(1, Math.Max(2, rule.Burst / 20)),
            Count = random.Next(0, 4),
            Base = earlier.Count > 0 ? earlier[^Math.Min(earlier.Count, random.Next(1, 3))] : 0,
            Back = random.Next(2) == 0 ? random.Next(0, limit) : 0,
            Kept = random.Next(3) == 0 ? random.Next(0, (limit / 3) + 1) : 0,
            Want = random.Next(3) == 0 ? 0 : random.Next(limit),
            Limit = limit,
            Batch = random.Next(limit),
            Turn = random.Next(2) == 0 ? random.Next(1, 300_000) : 0,
            Live = random.Next(1, 300_000),
            Most = random.Next(limit, 2 * limit),
            Debt = Debt(random, rule),
        };
        earlier.Add(sequence);
        return terms;
    }

    private static int Debt(Random random, BucketRule rule) => random.Next(10) == 0 ? random.Next(rule.Burst) : 0;

    // About what a few permits take to refill, or about what a lease lasts.
    private static double Pause(Random random, BucketRule rule) =>
        random.Next(4) == 0 ? random.Next(0, 3_000_000) : GcraScriptTests.RandomPause(random, rule);

    private static BucketRule Owing(BucketRule rule, int permits) =>
        new(rule.Name, rule.Permits, rule.Window, rule.Burst, [new(PartitionKeyKind.Address, "")], 64, 1, 1) { MaxDebt = permits };

    private static string Value(ModelBucket bucket, long parts, long now)
    {
        var (us, part) = Int128.DivRem(bucket.Arrival, parts);
        var most = bucket.Owes(now) ? string.Create(CultureInfo.InvariantCulture, $"!{(bucket.Most + parts - 1) / parts}") : "";
        return string.Join(' ', [$"{us} {part}{most}", .. bucket.Leases.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Replica}:{l.Permits}:{l.Ends}:{l.Sequence}{(l.Turn is { } turn ? $"!{turn}" : "")}"))]);
    }
}
