using Gateway.IntegrationTests.Support;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.LoadShedding.Limits;

namespace Gateway.UnitTests.LoadShedding;

public sealed class ClusterLimiterTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void Priorities_AtTheLimit_LeaveRoomForThoseAbove()
    {
        var limiter = Limiter(limit: 10);
        Assert.Equal(7, Fill(limiter, RequestPriority.Low));
        Assert.Equal(1, Fill(limiter, RequestPriority.Normal));
        Assert.Equal(1, Fill(limiter, RequestPriority.High));
        Assert.Equal(1, Fill(limiter, RequestPriority.Critical));
        Assert.Equal(10, limiter.State.InFlight);
    }

    [Fact]
    public void Priorities_WithALimitOfOne_AllGetIn()
    {
        foreach (var priority in Enum.GetValues<RequestPriority>()) Assert.Equal(1, Fill(Limiter(limit: 1), priority));
    }

    [Fact]
    public async Task Place_ThatBecomesFree_GoesToTheHighestPriorityAndThereToTheNewest()
    {
        var limiter = Limiter(limit: 10, reserve: 0);
        var held = Enter(limiter, RequestPriority.Low, 10);
        var low = limiter.TryWait(limiter.Rent(RequestPriority.Low))!;
        var old = limiter.TryWait(limiter.Rent(RequestPriority.High))!;
        var newest = limiter.TryWait(limiter.Rent(RequestPriority.High))!;
        WaitingRequest[] order = [newest, old, low];
        for (var i = 0; i < order.Length; i++)
        {
            held[i].End();
            Assert.True(await order[i].Outcome);
            Assert.Equal(order.Length - 1 - i, limiter.State.Waiting);
            Assert.Equal(10, limiter.State.InFlight);
        }
    }

    [Fact]
    public async Task Line_Full_ShedsTheOldestOfTheLowest()
    {
        var limiter = Limiter(limit: 10, reserve: 0, queue: 2);
        Enter(limiter, RequestPriority.Critical, 10);
        var first = limiter.TryWait(limiter.Rent(RequestPriority.Low))!;
        var second = limiter.TryWait(limiter.Rent(RequestPriority.Low))!;
        var third = limiter.TryWait(limiter.Rent(RequestPriority.Low))!;
        Assert.False(await first.Outcome);
        var high = limiter.TryWait(limiter.Rent(RequestPriority.High))!;
        Assert.False(await second.Outcome);
        Assert.NotNull(limiter.TryWait(limiter.Rent(RequestPriority.High)));
        Assert.False(await third.Outcome);
        // Only higher ones are left.
        Assert.Null(limiter.TryWait(limiter.Rent(RequestPriority.Normal)));
        Assert.False(high.Outcome.IsCompleted);
    }

    [Fact]
    public async Task Wait_OverItsTime_IsShed()
    {
        var limiter = Limiter(limit: 10, reserve: 0);
        Enter(limiter, RequestPriority.Normal, 10);
        var early = limiter.TryWait(limiter.Rent(RequestPriority.Normal))!;
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        var late = limiter.TryWait(limiter.Rent(RequestPriority.Critical))!;
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        Assert.False(await early.Outcome);
        Assert.False(late.Outcome.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(60));
        Assert.False(await late.Outcome);
        Assert.Equal(0, limiter.State.Waiting);
    }

    [Fact]
    public async Task Wait_OfAClientWhoLeaves_EndsAndTakesNothing()
    {
        var limiter = Limiter(limit: 10, reserve: 0);
        var held = Enter(limiter, RequestPriority.Normal, 10);
        var request = limiter.Rent(RequestPriority.Normal);
        var waiting = limiter.TryWait(request)!;
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        limiter.Leave(waiting, source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Outcome);
        held[0].End();
        request.End();
        Assert.Equal((9, 0), (limiter.State.InFlight, limiter.State.Waiting));
    }

    [Fact]
    public void Place_IsHeldFromTheEndOfTheRequestToTheHeadOfTheAnswer()
    {
        var limiter = Limiter(limit: 10);
        var request = Enter(limiter, RequestPriority.Normal, 1)[0];
        Assert.Equal(1, limiter.State.InFlight);
        request.SendingBody();
        Assert.Equal(0, limiter.State.InFlight);
        request.BodySent();
        Assert.Equal(1, limiter.State.InFlight);
        request.Answered(LoadSignal.Latency);
        Assert.Equal(0, limiter.State.InFlight);
        // Sent again.
        request.Sending();
        Assert.Equal(1, limiter.State.InFlight);
        request.End();
        Assert.Equal(0, limiter.State.InFlight);
    }

    [Fact]
    public void Latency_WithoutItsBodysEndOrOfAStream_IsNotLearned()
    {
        var limiter = Limiter(limit: 10);
        for (var i = 0; i < 100; i++)
        {
            var early = Enter(limiter, RequestPriority.Normal, 1)[0];
            early.SendingBody();
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            early.Answered(LoadSignal.Latency);
            early.End();
            var stream = Enter(limiter, RequestPriority.Normal, 1)[0];
            stream.Sending();
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            stream.Answered(LoadSignal.None);
            stream.End();
        }

        Assert.Equal(TimeSpan.Zero, limiter.State.Baseline);
        for (var i = 0; i < 20; i++) Answer(limiter, 20);
        Assert.Equal(TimeSpan.FromMilliseconds(20), limiter.State.Baseline);
    }

    [Fact]
    public void Request_Admitted_AllocatesNothing()
    {
        var limiter = Limiter(limit: 10);
        Allocations.AssertNone(() => Answer(limiter, 0));
    }

    [Fact]
    public void Limiters_OfTheSameClusterAndOptions_AreOneAsLongAsSomebodyHasIt()
    {
        using var metrics = new TestMeters();
        var limiters = new ClusterLimiters(_clock, new LoadSheddingMetrics(metrics.Factory));
        var first = limiters.Get("orders", new AdaptiveConcurrencyOptions());
        Assert.Same(first, limiters.Get("orders", new AdaptiveConcurrencyOptions()));
        Assert.NotSame(first, limiters.Get("orders", new AdaptiveConcurrencyOptions { MinLimit = 4 }));
        Assert.NotSame(first, limiters.Get("users", new AdaptiveConcurrencyOptions()));
        Assert.Same(first, limiters.Get("orders", new AdaptiveConcurrencyOptions()));
    }

    private ClusterLimiter Limiter(int limit, int reserve = 10, int queue = 100) => new(
        "orders", new AdaptiveConcurrencyOptions { InitialLimit = limit, MinLimit = 1, ReservePercent = reserve, MaxQueue = queue }, _clock, static () => 0.5);

    private static AdmittedRequest[] Enter(ClusterLimiter limiter, RequestPriority priority, int count)
    {
        var entered = new AdmittedRequest[count];
        for (var i = 0; i < count; i++)
        {
            entered[i] = limiter.Rent(priority);
            Assert.True(limiter.TryEnter(entered[i]));
        }

        return entered;
    }

    private static int Fill(ClusterLimiter limiter, RequestPriority priority)
    {
        var count = 0;
        while (limiter.TryEnter(limiter.Rent(priority))) count++;
        return count;
    }

    private void Answer(ClusterLimiter limiter, int milliseconds)
    {
        var request = limiter.Rent(RequestPriority.Normal);
        if (!limiter.TryEnter(request)) throw new InvalidOperationException("no room");
        request.Sending();
        if (milliseconds > 0) _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        request.Answered(LoadSignal.Latency);
        request.End();
    }
}
