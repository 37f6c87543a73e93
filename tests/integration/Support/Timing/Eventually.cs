namespace Gateway.IntegrationTests.Support;

/// <summary>Waits for a condition that another thread or process brings about, instead of sleeping for a guess.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Polls until the condition holds; throws <see cref="TimeoutException"/> naming <paramref name="what"/>.</summary>
    public static Task Async(Func<bool> condition, TimeSpan timeout, string what, TimeProvider? clock = null) =>
        Async(() => Task.FromResult(condition()), timeout, what, clock);

    public static async Task Async(Func<Task<bool>> condition, TimeSpan timeout, string what, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await condition())
        {
            var waited = clock.GetElapsedTime(start);
            if (waited >= timeout)
                throw new TimeoutException($"waited {waited.TotalSeconds:0.0} s in vain until {what}");
            await Task.Delay(Interval, clock);
        }
    }
}
