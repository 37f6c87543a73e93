using System.Globalization;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>The script and the store in the process are the same arithmetic: every figure of every verdict agrees.</summary>
public sealed class GcraScriptTests
{
    private const int Sequences = 40, Steps = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Script_RandomTakes_DecidesAsTheStoreInTheProcess(int seed)
    {
        await using var scripts = await ScriptRunner.StartAsync();
        var random = new Random(seed);
        var (compared, refused) = (0, 0);
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var clock = new FakeClock();
            using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddRateLimit().BuildServiceProvider();
            var local = services.GetRequiredService<LocalRateLimitStore>();
            var rules = Enumerable.Range(0, random.Next(1, 4)).Select(i => RandomRule(random, local, $"rule-{i}")).ToArray();
            // Any time of this century: below 2^53 microseconds with every refill added.
            var start = random.NextInt64(1_600_000_000, 4_000_000_000) * 1_000_000;
            for (var step = 0; step < Steps; step++)
            {
                // Whole microseconds: all that the server's clock has.
                clock.Advance(TimeSpan.FromMicroseconds(Math.Floor(RandomPause(random, rules[0]))));
                var takes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomTake(random, rules)).ToArray();
                var expected = local.Take(takes);
                var actual = Verdict(takes, await scripts.CheckAsync($"{sequence}:", takes, new int[takes.Length], start + (clock.GetTimestamp() / TimeSpan.TicksPerMicrosecond)));
                Assert.Equal(expected, actual);
                compared++;
                if (!actual.IsAdmitted) refused++;
            }
        }

        Assert.Equal(Sequences * Steps, compared);
        Assert.InRange(refused, compared / 10, compared * 9 / 10);
    }

    // What LeaseTable makes of an exact check, without a lease.
    private static RateLimitVerdict Verdict(RateLimitTake[] takes, CheckReply reply)
    {
        var verdict = new VerdictBuilder(now: 0);
        for (var i = 0; i < takes.Length; i++)
        {
            var gcra = takes[i].Rule.Gcra;
            if (gcra.TryTake(reply.Before[i], 0, takes[i].Rule.Increment(takes[i].Cost), out var after, out var wait)) verdict.Admit(i, takes[i], after);
            else verdict.Refuse(i, after, wait, takes[i].Rule);
        }

        return verdict.Build(overflowed: false);
    }

    internal static BucketRule RandomRule(Random random, IRateLimitStore store, string name)
    {
        // From one in a year to a million in 100 ms; windows that permits do not divide.
        var permits = random.Next(3) switch { 0 => random.Next(1, 10), 1 => random.Next(1, 1000), _ => random.Next(1, 1_000_000) };
        var window = TimeSpan.FromTicks(random.Next(3) switch { 0 => random.NextInt64(1_000_000, 10_000_000), 1 => random.NextInt64(10_000_000, 864_000_000_000), _ => TimeSpan.FromDays(366).Ticks });
        var burst = random.Next(1, Math.Max(2, permits * 2));
        return new BucketRule(name, permits, window, burst, store);
    }

    // Often about as long as a take needs to refill, so that decisions are close.
    internal static double RandomPause(Random random, BucketRule rule) => random.Next(4) switch
    {
        0 => 0,
        1 => random.Next(0, 3),
        _ => Math.Min(1e14, rule.Window.TotalMicroseconds / rule.Permits * random.NextDouble() * 2 * Math.Max(1, rule.Burst / 4)),
    };

    private static RateLimitTake RandomTake(Random random, BucketRule[] rules)
    {
        var rule = rules[random.Next(rules.Length)];
        return new RateLimitTake(rule, rule.Partition(random.Next(2).ToString(CultureInfo.InvariantCulture)), random.Next(0, Math.Max(2, rule.Burst / 3)));
    }
}
