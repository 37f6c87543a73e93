using Gateway.Policies.Redis;
using Gateway.UnitTests.RateLimit;

namespace Gateway.UnitTests.Redis;

public sealed class StoreHealthTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Degraded_IsTheSumOfAllOutages_ThisOneIncluded()
    {
        var health = new StoreHealth(_time);
        Pass(10);
        Assert.Equal(TimeSpan.Zero, health.Degraded);
        health.Left();
        Pass(3);
        Assert.Equal(TimeSpan.FromSeconds(3), health.Degraded);
        Assert.Equal(_time.WallClock - TimeSpan.FromSeconds(3), health.Since);
        health.Returned();
        Pass(5);
        Assert.Equal((TimeSpan.FromSeconds(3), _time.WallClock - TimeSpan.FromSeconds(5)), (health.Degraded, health.Since));
        health.Left();
        Pass(2);
        health.Returned();
        Assert.Equal(TimeSpan.FromSeconds(5), health.Degraded);
    }

    [Fact]
    public void Degraded_OfSeveralServers_LastsUntilTheLastOneIsBack()
    {
        var health = new StoreHealth(_time);
        health.Left();
        Pass(1);
        health.Left();
        Pass(1);
        health.Returned();
        Pass(1);
        Assert.Equal(_time.WallClock - TimeSpan.FromSeconds(3), health.Since);
        health.Returned();
        Pass(1);
        Assert.Equal(TimeSpan.FromSeconds(3), health.Degraded);
    }

    [Fact]
    public void Last_IsTheLastFailure()
    {
        var health = new StoreHealth(_time);
        Assert.Null(health.Last);
        health.Failed(StoreFailure.Timeout, null);
        Pass(1);
        health.Failed(StoreFailure.ServerError, "READONLY");
        Assert.Equal(new LastFailure(StoreFailure.ServerError, "READONLY", _time.WallClock), health.Last);
    }

    private void Pass(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _time.WallClock += TimeSpan.FromSeconds(seconds);
    }
}
