using System.Runtime.CompilerServices;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;

namespace Gateway.UnitTests.Redis;

public sealed class RedisBudgetTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(25);
    private readonly FakeClock _clock = new();
    private readonly RedisBudget _budget;

    public RedisBudgetTests() => _budget = new RedisBudget(Budget, maxInFlight: 2, _clock);

    [Fact]
    public async Task Answer_InTime_IsTheReplyAndDisarmsTheTimer()
    {
        var call = new TaskCompletionSource<int>();
        var reply = Run(call);
        Assert.Equal((1, 1), (_budget.InFlight, _clock.ArmedTimers));
        call.SetResult(7);
        Assert.Equal(new StoreReply<int>(7, StoreFailure.None), await reply);
        Assert.Equal((0, 0), (_budget.InFlight, _clock.ArmedTimers));
    }

    [Fact]
    public async Task NoAnswer_AfterTheBudget_IsATimeoutThatCountsUntilTheClientLetsGo()
    {
        var call = new TaskCompletionSource<int>();
        var reply = Run(call);
        _clock.Advance(Budget - TimeSpan.FromTicks(1));
        Assert.False(reply.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(StoreFailure.Timeout, (await reply).Failure);
        Assert.Equal(1, _budget.InFlight);
        call.SetResult(7);
        Assert.Equal(0, _budget.InFlight);
    }

    [Fact]
    public async Task Calls_OverTheCap_AreNotStarted()
    {
        TaskCompletionSource<int> first = new(), second = new();
        _ = Run(first);
        _ = Run(second);
        var started = false;
        var reply = await _budget.RunAsync(_ => { started = true; return Task.FromResult(1); }, 0);
        Assert.Equal((StoreFailure.Saturated, false, 2), (reply.Failure, started, _budget.InFlight));
        first.SetResult(1);
        Assert.True((await _budget.RunAsync(static _ => Task.FromResult(1), 0)).IsAnswer);
    }

    [Fact]
    public async Task ClientThrows_AtOnceOrLater_IsAReply()
    {
        Assert.Equal(StoreFailure.Timeout, (await _budget.RunAsync<int, int>(static _ => throw new TimeoutException(), 0)).Failure);
        Assert.Equal(StoreFailure.Disconnected, (await _budget.RunAsync(static _ => Task.FromCanceled<int>(new CancellationToken(true)), 0)).Failure);
        Assert.Equal(new StoreReply<int>(0, StoreFailure.Invalid, "InvalidDataException"), await _budget.RunAsync(static _ => Task.FromException<int>(new InvalidDataException()), 0));
        Assert.Equal((0, 0), (_budget.InFlight, _clock.ArmedTimers));
    }

    [Theory]
    [InlineData("READONLY You can't write against a read only replica: 'secret'", "READONLY")]
    [InlineData("OOM command not allowed", "OOM")]
    [InlineData("something 'secret'", null)]
    [InlineData("X", null)]
    [InlineData("", null)]
    public void Code_OfAnError_IsItsFirstWordInCapitals(string message, string? code) => Assert.Equal(code, RedisBudget.Code(message));

    [Fact]
    public void GivenUpCall_FailsLater_ExceptionIsObserved()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is InvalidDataException { Message: "given up" }) Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            FailAfterTheBudget();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.Equal(0, unobserved);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailAfterTheBudget()
    {
        var call = new TaskCompletionSource<int>();
        _ = Run(call);
        _clock.Advance(Budget);
        call.SetException(new InvalidDataException("given up"));
    }

    private Task<StoreReply<int>> Run(TaskCompletionSource<int> call) => _budget.RunAsync(static c => c.Task, call);
}
