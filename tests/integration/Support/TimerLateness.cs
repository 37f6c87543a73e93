using System.Diagnostics;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// How late the timers of this process run while something is measured: what a busy machine adds to every wait, whoever bounds it.
/// </summary>
internal sealed class TimerLateness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<TimeSpan> _longest;

    public TimerLateness() => _longest = Task.Run(() => MeasureAsync(_stop.Token));

    /// <summary>The longest that a timer was late since the beginning.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        return await _longest;
    }

    private static async Task<TimeSpan> MeasureAsync(CancellationToken stop)
    {
        var longest = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(Interval, CancellationToken.None);
            var late = Stopwatch.GetElapsedTime(began) - Interval;
            if (late > longest) longest = late;
        }

        return longest;
    }
}
