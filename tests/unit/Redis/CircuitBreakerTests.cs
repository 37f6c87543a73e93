using Gateway.Policies.Redis;

namespace Gateway.UnitTests.Redis;

public sealed class CircuitBreakerTests
{
    private readonly List<string> _opened = [];
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(3) { Opened = (failure, detail) => _opened.Add($"{failure} {detail}".TrimEnd()) };

    [Fact]
    public void Failures_InARow_OpenItOnceWithTheLast()
    {
        Fail(2);
        Assert.True(_breaker.IsClosed);
        _breaker.Failed(StoreFailure.ServerError, "READONLY");
        Assert.Equal(BreakerState.Open, _breaker.State);
        Fail(10);
        Assert.Equal(["ServerError READONLY"], _opened);
    }

    [Fact]
    public void Success_Between_StartsTheCountAgain()
    {
        Fail(2);
        _breaker.Succeeded();
        Fail(2);
        Assert.True(_breaker.IsClosed);
    }

    [Fact]
    public void Success_WhileOpen_ClosesNothing()
    {
        Fail(3);
        _breaker.Succeeded();
        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void Probe_OneAtATime_ClosesOrOpensAgain()
    {
        Assert.False(_breaker.TryBeginProbe());
        Fail(3);
        Assert.True(_breaker.TryBeginProbe());
        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        Assert.False(_breaker.TryBeginProbe());
        _breaker.EndProbe(succeeded: false);
        Assert.Equal(BreakerState.Open, _breaker.State);
        Assert.True(_breaker.TryBeginProbe());
        _breaker.EndProbe(succeeded: true);
        Assert.True(_breaker.IsClosed);
        Assert.Throws<InvalidOperationException>(() => _breaker.EndProbe(true));
        Fail(2);
        Assert.True(_breaker.IsClosed);
        Assert.Single(_opened);
    }

    [Fact]
    public void Trip_OpensAtOnce()
    {
        _breaker.Trip(StoreFailure.Disconnected);
        _breaker.Trip(StoreFailure.Disconnected);
        Assert.Equal(["Disconnected"], _opened);
    }

    [Fact]
    public async Task Failures_FromManyThreads_OpenItOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Fail(1000))));
        Assert.Single(_opened);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) _breaker.Failed(StoreFailure.Timeout, null);
    }
}
