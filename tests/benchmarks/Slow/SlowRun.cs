using System.Diagnostics;
using System.Globalization;
using Gateway.Benchmarks.Soak;

namespace Gateway.Benchmarks.Slow;

/// <summary>One attack after the other on one gateway.</summary>
internal sealed class SlowRun(GatewayProcess gateway, Bystander bystander, int seconds)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public async Task<(int Failed, int HandlesAfter)> IdleAsync(int connections, int handles, TimeSpan patience)
    {
        var idle = await IdleConnections.OpenAsync(gateway.Address, connections);
        return await PhaseAsync($"idle, {idle.Count} of {connections}", 0, async (_, _, _, end) =>
        {
            await Task.Delay(Timeout.Infinite, end).ContinueWith(static _ => { }, TaskScheduler.Default);
            await idle.DisposeAsync();
        }, handles, patience);
    }

    public async Task<(int Failed, int HandlesAfter)> PhaseAsync(string name, int connections, Attack? attack, int handles, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var served = bystander.RunAsync(end.Token);
        var attacking = attack?.Invoke(gateway.Address, connections, seconds, end.Token) ?? Task.CompletedTask;
        var most = ProcessSample.Of(gateway.Id);
        while (!served.IsCompleted)
        {
            await Task.WhenAny(served, Task.Delay(Interval, CancellationToken.None));
            most = most.Max(ProcessSample.Of(gateway.Id));
        }

        var result = await served;
        await attacking;
        var clock = Stopwatch.StartNew();
        int after;
        while ((after = ProcessSample.Of(gateway.Id).Handles) > handles && clock.Elapsed < patience) await Task.Delay(Interval, CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-26}{result.Milliseconds.Length,9}{result.Failed,8}{result.At(0.5),9:F1}{result.At(0.99),9:F1}{most.ResidentKilobytes / 1024,12}{most.Threads,9}{most.Handles,9}{after,15}"));
        return (result.Failed, after);
    }
}
