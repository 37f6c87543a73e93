using System.Threading.RateLimiting;
using Gateway.Policies.RateLimit;

namespace Gateway.UnitTests.RateLimit;

public sealed class GatewayRateLimiterTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Acquire_SameBucketByTwoLimiters_SharesTheLimit()
    {
        var rule = new BucketRule("jobs", 3, TimeSpan.FromMinutes(1), 3, _harness.Store);
        await using var one = new GatewayRateLimiter(_harness.Store, rule, "tenant-a", _harness.Time);
        await using var two = new GatewayRateLimiter(_harness.Store, rule, "tenant-a", _harness.Time);
        Assert.True(one.AttemptAcquire(2).IsAcquired);
        Assert.True((await two.AcquireAsync()).IsAcquired);
        using var refused = one.AttemptAcquire();
        Assert.False(refused.IsAcquired);
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
        Assert.False(one.AttemptAcquire(0).IsAcquired);
        _harness.Time.Advance(wait);
        Assert.True(one.AttemptAcquire(0).IsAcquired);
        Assert.Equal(1, one.GetStatistics()!.CurrentAvailablePermits);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.AttemptAcquire(4));
    }
}
