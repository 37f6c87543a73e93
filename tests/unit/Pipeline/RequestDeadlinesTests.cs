using Gateway.IntegrationTests.Support;
using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.Pipeline.PipelineFixture;

namespace Gateway.UnitTests.Pipeline;

public sealed class RequestDeadlinesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeClock _clock = new();
    private readonly RequestDeadlines _deadlines;

    public RequestDeadlinesTests() => _deadlines = new RequestDeadlines(_clock);

    [Fact]
    public void Start_TimeIsOver_AbortsTheRequest()
    {
        var context = Context(out _);
        var deadline = _deadlines.Start(context, Second);

        _clock.Advance(Second - TimeSpan.FromTicks(1));
        Assert.False(deadline.Passed);
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.True(deadline.Passed);
        Assert.True(context.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Start_ClientLeaves_AbortsButHasNotPassed()
    {
        using var client = new CancellationTokenSource();
        var context = Context(out var response);
        response.RequestAborted = client.Token;
        var deadline = _deadlines.Start(context, Second);

        await client.CancelAsync();

        Assert.True(context.RequestAborted.IsCancellationRequested);
        Assert.False(deadline.Passed);
    }

    [Fact]
    public void Return_InTime_GivesTheRequestItsOwnTokenBack()
    {
        using var client = new CancellationTokenSource();
        var context = Context(out var response);
        response.RequestAborted = client.Token;

        _deadlines.Return(_deadlines.Start(context, Second));

        Assert.Equal(client.Token, context.RequestAborted);
    }

    [Fact]
    public void Reuse_EarlierDeadlineWouldHaveFired_NextRequestHasItsOwnTime()
    {
        _deadlines.Return(_deadlines.Start(Context(out _), Second));
        var next = Context(out _);
        var deadline = _deadlines.Start(next, TimeSpan.FromSeconds(10));

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(next.RequestAborted.IsCancellationRequested);
        _clock.Advance(Second);

        Assert.True(deadline.Passed);
    }

    [Fact]
    public void Reuse_AfterATimeout_NextRequestIsNotCancelled()
    {
        var late = _deadlines.Start(Context(out _), Second);
        _clock.Advance(Second);
        _deadlines.Return(late);

        var next = Context(out _);
        var deadline = _deadlines.Start(next, Second);

        Assert.NotSame(late, deadline);
        Assert.False(next.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Reuse_EarlierClientLeavesLater_NextRequestIsNotCancelled()
    {
        using var client = new CancellationTokenSource();
        var context = Context(out var response);
        response.RequestAborted = client.Token;
        _deadlines.Return(_deadlines.Start(context, Second));

        var next = Context(out _);
        _deadlines.Start(next, Second);
        await client.CancelAsync();

        Assert.False(next.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public void Reuse_EarlierRequestsRegistration_IsNotCalledForTheNext()
    {
        var called = false;
        var context = Context(out _);
        var deadline = _deadlines.Start(context, Second);
        context.RequestAborted.Register(() => called = true);
        _deadlines.Return(deadline);

        _deadlines.Start(Context(out _), Second);
        _clock.Advance(Second);

        Assert.False(called);
    }

    [Fact]
    public void Stop_Upgraded_NeverPassesAndCanBeReused()
    {
        var deadline = _deadlines.Start(Context(out _), Second);
        deadline.Stop();
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.False(deadline.Passed);
        _deadlines.Return(deadline);

        var next = _deadlines.Start(Context(out _), Second);
        _clock.Advance(Second);

        Assert.True(next.Passed);
    }

    [Fact]
    public void Return_SystemClock_PoolsUpToItsBound()
    {
        var deadlines = new RequestDeadlines(TimeProvider.System);
        RequestDeadline[] first = [.. Enumerable.Range(0, 5_000).Select(_ => deadlines.Start(Context(out var _), TimeSpan.FromHours(1)))];
        foreach (var deadline in first) deadlines.Return(deadline);

        var again = first.ToHashSet(ReferenceEqualityComparer.Instance);
        var reused = Enumerable.Range(0, 5_000).Count(_ => again.Contains(deadlines.Start(Context(out var _), TimeSpan.FromHours(1))));

        Assert.Equal(4_096, reused);
    }
}
