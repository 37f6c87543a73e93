namespace Gateway.Policies.Redis;

/// <summary>A call and its timer: whichever ends first decides the reply, the other finds it decided.</summary>
internal sealed class BudgetedCall<T>(RedisBudget budget, Task<T> call)
{
    // Asynchronously: the client completes calls in order on one thread, which must not run the rest of a request.
    private readonly TaskCompletionSource<StoreReply<T>> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;

    public Task<StoreReply<T>> Start(TimeSpan within, TimeProvider time)
    {
        if (!call.IsCompleted)
            _timer = time.CreateTimer(static s => ((BudgetedCall<T>)s!)._reply.TrySetResult(new(StoreFailure.Timeout)), this, within, Timeout.InfiniteTimeSpan);
        _ = call.ContinueWith(
            static (_, s) => ((BudgetedCall<T>)s!).Complete(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return _reply.Task;
    }

    // Also of a call that was given up: asking for the exception observes it.
    private void Complete()
    {
        budget.Release();
        _timer?.Dispose();
        var reply = call.IsCompletedSuccessfully
            ? new StoreReply<T>(call.GetAwaiter().GetResult(), StoreFailure.None)
            : RedisBudget.Explain<T>(call.Exception?.GetBaseException() ?? new OperationCanceledException());
        _reply.TrySetResult(reply);
    }
}
