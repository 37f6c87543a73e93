using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Windows;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>A bucket that was taken of and given back never has more than one that was left alone, however late the return is.</summary>
public sealed class ReturnScriptTests
{
    private const int Sequences = 30, Steps = 40;

    [Theory]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public async Task Return_AtOnceOrLate_LeavesNeverMoreThanWithoutTheTake(RateLimitAlgorithm algorithm)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        using var services = new ServiceCollection().AddSingleton<TimeProvider>(new FakeClock()).AddRateLimit().BuildServiceProvider();
        var store = services.GetRequiredService<LocalRateLimitStore>();
        var random = new Random((int)algorithm + 1);
        var (atOnce, late, compared) = (0, 0, 0);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var rule = Rule(random, algorithm, store);
            var (partition, touched, alone) = (rule.Partition("a"), $"touched-{sequence}:", $"alone-{sequence}:");
            var now = random.NextInt64(1_600_000_000, 4_000_000_000) * 1_000_000;
            (RateLimitTake Take, long At)? pending = null;
            for (var step = 0; step < Steps; step++)
            {
                now += (long)(random.NextDouble() * random.NextDouble() * rule.Window.TotalMicroseconds / 4);
                var take = new RateLimitTake(rule, partition, random.Next(1, rule.Burst + 1));
                if (pending is { } before && random.Next(3) == 0)
                {
                    Assert.True(await scripts.ReturnAsync(touched, before.Take, before.At, now) is [1]);
                    pending = null;
                    late++;
                }
                else if (pending is null && random.Next(3) == 0)
                {
                    // As a request that another slot refuses.
                    var level = await LevelAsync(touched);
                    var taken = await scripts.TakeAsync(touched, take, now);
                    if (taken is { } at && random.Next(2) == 0)
                    {
                        await scripts.ReturnAsync(touched, take, at, now);
                        atOnce++;
                        Assert.Equal(level, await LevelAsync(touched));
                    }
                    else if (taken is { } since)
                    {
                        pending = (take, since);
                    }
                }
                else if ((await scripts.CheckAsync(touched, [take], [0], now)).IsAdmitted)
                {
                    Assert.True((await scripts.CheckAsync(alone, [take], [0], now)).IsAdmitted, "what was given back is more than was there");
                }

                Assert.True(await LevelAsync(touched) >= await LevelAsync(alone), "more is left than without the take");
                compared++;
            }

            // Of a bucket the time at which it is full, of a window what is used.
            async Task<(long, long)> ReadAsync(string prefix)
            {
                var before = (await scripts.CheckAsync(prefix, [new(rule, partition, 0)], [0], now)).Before[0];
                return rule.Periods is null ? (Math.Max(0, before.Ticks), before.Ticks < 0 ? 0 : before.Part) : (before.Part, 0);
            }

            async Task<Int128> LevelAsync(string prefix) => await ReadAsync(prefix) is var (high, low) ? ((Int128)high << 40) + low : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{compared} comparisons, {late} late returns, {atOnce} at once");
        Assert.Equal(Sequences * Steps, compared);
        Assert.InRange(late, 20, compared);
        Assert.InRange(atOnce, 20, compared);
    }

    private static BucketRule Rule(Random random, RateLimitAlgorithm algorithm, LocalRateLimitStore store)
    {
        var options = new RateLimitRule { By = ["Address"], Algorithm = algorithm, Permits = random.Next(3, 40), Window = TimeSpan.FromMilliseconds(random.Next(500, 60_000)) };
        return new("r", options.Permits, options.Window, options.Permits, PartitionKeyList.Parse(options.By, out _), 64, 1, store.PartitionHashKey, LimitWindow.Of(options, options.Window));
    }
}
