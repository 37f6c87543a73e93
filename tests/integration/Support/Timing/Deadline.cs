namespace Gateway.IntegrationTests.Support;

/// <summary>Gives every wait on the network an end, and a message that says what was awaited.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(10);

    public static async Task<T> Async<T>(Func<CancellationToken, Task<T>> wait, TimeSpan? timeout, Func<string> what)
    {
        var limit = timeout ?? Default;
        using var source = new CancellationTokenSource(limit);
        try
        {
            return await wait(source.Token);
        }
        catch (OperationCanceledException late) when (source.IsCancellationRequested)
        {
            throw new TimeoutException($"gave up after {limit.TotalSeconds:0.###} s: {what()}", late);
        }
    }

    public static Task Async(Func<CancellationToken, Task> wait, TimeSpan? timeout, Func<string> what) =>
        Async(
            async token =>
            {
                await wait(token);
                return true;
            },
            timeout,
            what);
}
