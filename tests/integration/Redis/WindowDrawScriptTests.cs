using System.Globalization;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;
using Gateway.Simulation.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>Draws on windows: the scripts on a real server and the model that the simulator uses agree in every figure and every value.</summary>
public sealed class WindowDrawScriptTests
{
    private const int Sequences = 60, Steps = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Scripts_RandomDrawsReturnsAndChecks_AnswerAsTheModel(int seed)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        using var services = new ServiceCollection().AddRateLimit().BuildServiceProvider();
        var random = new Random(seed);
        var (granted, refused, stale, returned, checks, lost, elsewhere) = (0, 0, 0, 0, 0, 0, 0);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var rule = Rule(random, services.GetRequiredService<LocalRateLimitStore>());
            var model = new ModelStore();
            var now = random.NextInt64(1_600_000_000, 4_000_000_000) * 1_000_000;
            var limit = Math.Max(2, rule.Burst / 5);
            var draws = new Dictionary<string, List<long>>();
            for (var step = 0; step < Steps; step++)
            {
                now += random.Next(6) == 0 ? random.NextInt64(rule.Window.Ticks / 20) : random.Next(5) == 0 ? random.Next(3_000_000) : random.Next(10_000);
                if (random.Next(4) == 0)
                {
                    RateLimitTake[] takes = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => new RateLimitTake(rule, 7, random.Next(0, Math.Max(2, rule.Burst / 20))))];
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
                Assert.Equal(expected, await scripts.DrawAsync($"{sequence}:", rule, 7, replica, terms, now));
                var window = model.Window(rule, 7, now);
                if (!expected.IsStale) Assert.Equal(window.ToString(), await scripts.ValueAsync($"{sequence}:", 7));
                granted += expected.Granted > 0 ? 1 : 0;
                refused += expected.Admitted < terms.Count ? 1 : 0;
                stale += expected.IsStale ? 1 : 0;
                returned += terms.Back > 0 ? 1 : 0;
                lost += window.Lost > 0 ? 1 : 0;
                elsewhere += window.Segments > 1 ? 1 : 0;
            }
        }

        Assert.All([granted, refused, stale, returned, checks, lost, elsewhere], n => Assert.True(n > Sequences * Steps / 60, $"{granted} {refused} {stale} {returned} {checks} {lost} {elsewhere}"));
    }

    private static DrawTerms Terms(Random random, BucketRule rule, int limit, int step, List<long> earlier)
    {
        // Some arrive out of order, and some give back what another draw brought.
        var sequence = random.Next(8) == 0 ? random.Next(1, step + 1) : step;
        var terms = new DrawTerms(sequence)
        {
            Cost = random.Next(0, Math.Max(2, rule.Burst / 50)),
            Count = random.Next(0, 4),
            Base = earlier.Count > 0 ? earlier[^Math.Min(earlier.Count, random.Next(1, 3))] : 0,
            Back = random.Next(2) == 0 ? random.Next(0, limit) : 0,
            Kept = random.Next(3) == 0 ? random.Next(0, (limit / 3) + 1) : 0,
            Want = random.Next(3) == 0 ? 0 : random.Next(limit),
            Limit = limit,
            Debt = Debt(random, rule),
        };
        earlier.Add(sequence);
        return terms;
    }

    private static int Debt(Random random, BucketRule rule) => random.Next(20) == 0 ? random.Next(rule.Burst / 4) : 0;

    private static BucketRule Rule(Random random, IRateLimitStore store)
    {
        var permits = random.Next(20, 5000);
        var (length, periods) = random.Next(4) switch
        {
            0 => (TimeSpan.FromDays(1), (LimitWindow)new FixedWindow(RateLimitPeriod.Day, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))),
            1 => (TimeSpan.FromSeconds(10), new FixedWindow(TimeSpan.FromSeconds(10))),
            var i => TimeSpan.FromSeconds(i == 2 ? 7.777777 : 60) is var window ? (window, new SlidingWindow(window)) : default,
        };
        return new("r", permits, length, permits, [new(PartitionKeyKind.Address, "")], 64, 1, store.PartitionHashKey, periods);
    }
}
