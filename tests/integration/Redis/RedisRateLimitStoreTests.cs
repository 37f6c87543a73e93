using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis.Limits;

namespace Gateway.IntegrationTests.Redis;

/// <summary>What replicas count together on a real server.</summary>
public sealed class RedisRateLimitStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Take_FiveThousandInParallelOverFourReplicas_AdmitsExactlyTheLimit()
    {
        const int Limit = 1000, Attempts = 5000;
        var options = Replica.Options(_redis.Endpoint);
        // Exactness is the question here, not the budget: a call that is given up would be counted and not admitted.
        options.DecisionBudget = TimeSpan.FromSeconds(5);
        options.MaxCallsInFlight = Attempts;
        var replicas = new Replica[4];
        for (var i = 0; i < replicas.Length; i++) replicas[i] = await Replica.StartAsync(options);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, Attempts).Select(i => Task.Run(async () =>
        {
            var replica = replicas[i % replicas.Length];
            return await replica.TakeAsync(replica.Rule(Limit, Day, StoreFailureMode.Deny));
        })));

        Assert.DoesNotContain(verdicts, v => v.StoreUnavailable);
        var admitted = verdicts.Count(v => v.IsAdmitted);
        Assert.InRange(admitted, Limit * 95 / 100, Limit);
        // A replica that is asked no more gives its lease back: the rest is there for whoever goes on asking.
        await Eventually.Async(
            async () =>
            {
                var replica = replicas[0];
                if ((await replica.TakeAsync(replica.Rule(Limit, Day, StoreFailureMode.Deny))).IsAdmitted) admitted++;
                return admitted >= Limit;
            },
            TimeSpan.FromSeconds(10),
            "the limit is used up");
        foreach (var replica in replicas) Assert.False((await replica.TakeAsync(replica.Rule(Limit, Day, StoreFailureMode.Deny))).IsAdmitted);
        foreach (var replica in replicas) await replica.DisposeAsync();
    }

    [Fact]
    public async Task Take_SeveralRules_AllOrNone()
    {
        await using var replica = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        BucketRule wide = replica.Rule(10, Day, name: "wide"), narrow = replica.Rule(2, Day, name: "narrow");
        RateLimitTake[] both = [new(wide, wide.Partition("a"), 3), new(narrow, narrow.Partition("a"), 1)];

        Assert.True((await replica.Limits.TryTakeAsync(both)).IsAdmitted);
        Assert.True((await replica.Limits.TryTakeAsync(both)).IsAdmitted);
        var refused = await replica.Limits.TryTakeAsync(both);

        Assert.Equal((false, 1, 0L), (refused.IsAdmitted, refused.RuleIndex, refused.Remaining));
        Assert.InRange(refused.RetryAfter, TimeSpan.FromHours(11.9), TimeSpan.FromHours(12));
        Assert.InRange(refused.FullIn, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        // The wide rule lost 2 × 3, not 3 × 3.
        Assert.Equal(4, (await replica.TakeAsync(wide, "a", cost: 0)).Remaining);
    }

    [Fact]
    public async Task Take_TheSameBucketTwiceInOneRequest_CountsBoth()
    {
        await using var replica = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        var rule = replica.Rule(5, Day);
        RateLimitTake[] twice = [new(rule, rule.Partition("a"), 2), new(rule, rule.Partition("a"), 2)];

        Assert.Equal((true, 1L), await Outcome(twice));
        Assert.Equal((false, 1L), await Outcome(twice));

        async Task<(bool, long)> Outcome(RateLimitTake[] takes)
        {
            var verdict = await replica.Limits.TryTakeAsync(takes);
            return (verdict.IsAdmitted, verdict.Remaining);
        }
    }

    [Fact]
    public async Task Take_ReplicasWhoseClocksDiffer_CountByTheServersClock()
    {
        var options = Replica.Options(_redis.Endpoint);
        await using var early = await Replica.StartAsync(options, new ShiftedTime(TimeSpan.FromDays(-400)));
        await using var late = await Replica.StartAsync(options, new ShiftedTime(TimeSpan.FromDays(400)));

        var admitted = 0;
        for (var i = 0; i < 10; i++)
        {
            if ((await early.TakeAsync(early.Rule(7, Day))).IsAdmitted) admitted++;
            if ((await late.TakeAsync(late.Rule(7, Day))).IsAdmitted) admitted++;
        }

        Assert.Equal(7, admitted);
    }

    [Fact]
    public async Task Take_AfterTheScriptCacheWasFlushed_IsDecidedByTheServer()
    {
        await using var replica = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        var rule = replica.Rule(3, Day, StoreFailureMode.Deny);
        for (var left = 2; left >= 0; left--)
        {
            Assert.Equal("+OK", await _redis.CommandAsync("SCRIPT", "FLUSH"));
            Assert.Equal((true, (long)left), ((await replica.TakeAsync(rule)) is var v ? (v.IsAdmitted, v.Remaining) : default));
        }

        Assert.False((await replica.TakeAsync(rule)).IsAdmitted);
        Assert.Equal(":1", (await _redis.CommandAsync("SCRIPT", "EXISTS", Convert.ToHexStringLower(DrawScript.Script.Digest))).Split("\r\n")[1]);
    }

    [Fact]
    public async Task Take_Bucket_ExpiresSoonAfterItIsFull()
    {
        await using var replica = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        var rule = replica.Rule(10, TimeSpan.FromSeconds(100));
        await replica.TakeAsync(rule, "a", cost: 3);

        string key = new BucketNames(replica.Store.Options).Of(rule.Partition("a"))!;
        var kept = long.Parse((await _redis.CommandAsync("PTTL", key))[1..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(kept, 25_000, 31_000);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("9999999999999999999 0")]
    [InlineData("1 -1")]
    [InlineData("")]
    public async Task Take_ValueThatNoTakeLeft_IsAnEmptyBucketThatRefills(string value)
    {
        await using var replica = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        var rule = replica.Rule(10, TimeSpan.FromSeconds(2));
        string key = new BucketNames(replica.Store.Options).Of(rule.Partition("a"))!;
        await _redis.CommandAsync("SET", key, value);

        var verdict = await replica.TakeAsync(rule, "a");

        Assert.False(verdict.IsAdmitted);
        Assert.InRange(verdict.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Take_OtherPrefixOrSecret_CountsApart()
    {
        var options = Replica.Options(_redis.Endpoint);
        await using var one = await Replica.StartAsync(options);
        await using var other = await Replica.StartAsync(new() { ConnectionString = _redis.Endpoint, DecisionBudget = TimeSpan.FromSeconds(5), Prefix = "other:" });
        await using var secret = await Replica.StartAsync(new() { ConnectionString = _redis.Endpoint, DecisionBudget = TimeSpan.FromSeconds(5), PartitionSecret = "0123456789abcdef" });

        foreach (var replica in new[] { one, other, secret })
        {
            Assert.True((await replica.TakeAsync(replica.Rule(1, Day))).IsAdmitted);
            Assert.False((await replica.TakeAsync(replica.Rule(1, Day))).IsAdmitted);
        }
    }

    [Fact]
    public async Task Take_DefaultUserRestrictedAsDocumented_IsDecidedByTheServer()
    {
        // The list of the README.
        string[] commands = ["eval", "evalsha", "get", "set", "time", "ping", "echo", "info", "client", "config|get", "cluster"];
        await using var redis = await RedisServer.StartAsync(["--user", "default", "on", "nopass", "resetkeys", "~gw:*", "-@all", .. commands.Select(c => $"+{c}")]);
        Assert.StartsWith("-NOPERM", await redis.CommandAsync("SET", "other", "1"), StringComparison.Ordinal);
        await using var replica = await Replica.StartAsync(new() { ConnectionString = redis.Endpoint, DecisionBudget = TimeSpan.FromSeconds(1) });

        Assert.Equal(4, (await replica.TakeAsync(replica.Rule(5, Day, StoreFailureMode.Deny))).Remaining);
        Assert.Equal(3, (await replica.TakeAsync(replica.Rule(5, Day, StoreFailureMode.Deny))).Remaining);
        // A probe may write, too.
        Assert.Equal("+OK", await redis.CommandAsync("SET", "gw:probe", "1", "PX", "1000"));
    }

    // The monotonic clock, too, starts somewhere else.
    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;

        public override long GetTimestamp() => System.GetTimestamp() + (long)(by.TotalSeconds * TimestampFrequency);
    }
}
