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
        var (granted, refused, stale, returned, checks, outstanding) = (0, 0, 0, 0, 0, 0);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var rule = GcraScriptTests.RandomRule(random, services.GetRequiredService<LocalRateLimitStore>(), "rule");
            var model = new ModelStore();
            var now = random.NextInt64(1_600_000_000, 4_000_000_000) * 1_000_000;
            var limit = Math.Max(2, rule.Burst / 5);
            var draws = new Dictionary<string, List<long>>();
            for (var step = 0; step < Steps; step++)
            {
                now += (long)Pause(random, rule);
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
                if (!expected.IsStale) Assert.Equal(Value(bucket, 10L * rule.Gcra.Denominator), await scripts.ValueAsync($"{sequence}:", 7));
                granted += expected.Granted > 0 ? 1 : 0;
                refused += expected.Admitted < terms.Count ? 1 : 0;
                stale += expected.IsStale ? 1 : 0;
                returned += terms.Back > 0 ? 1 : 0;
                outstanding += bucket.Outstanding > 0 ? 1 : 0;
            }
        }

        Assert.All([granted, refused, stale, returned, checks, outstanding], n => Assert.True(n > Sequences * Steps / 50, $"{granted} {refused} {stale} {returned} {checks} {outstanding}"));
    }

    private static DrawTerms Terms(Random random, BucketRule rule, int limit, int step, List<long> earlier)
    {
        // Some arrive out of order, and some give back what another draw brought.
        var sequence = random.Next(8) == 0 ? random.Next(1, step + 1) : step;
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
            Debt = Debt(random, rule),
        };
        earlier.Add(sequence);
        return terms;
    }

    private static int Debt(Random random, BucketRule rule) => random.Next(10) == 0 ? random.Next(rule.Burst) : 0;

    // About what a few permits take to refill, or about what a lease lasts.
    private static double Pause(Random random, BucketRule rule) =>
        random.Next(4) == 0 ? random.Next(0, 3_000_000) : GcraScriptTests.RandomPause(random, rule);

    private static string Value(ModelBucket bucket, long parts)
    {
        var (us, part) = Int128.DivRem(bucket.Arrival, parts);
        return string.Join(' ', [$"{us} {part}", .. bucket.Leases.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Replica}:{l.Permits}:{l.Ends}:{l.Sequence}"))]);
    }
}
