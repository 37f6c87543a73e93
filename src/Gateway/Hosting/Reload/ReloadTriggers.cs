using System.Runtime.InteropServices;
using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>
/// Reloads when a file of the configuration changes, and on SIGHUP. Files are looked at once a second: change notifications do
/// not see what happens behind links and on network file systems, and a second is soon enough.
/// </summary>
internal sealed class ReloadTriggers(ConfigurationReloader reloader, CurrentSnapshot snapshots, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = reloader.ReloadAsync("signal", stoppingToken);
        });
        var seen = Signature();
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var now = Signature();
                if (now == seen) continue;
                // What changes while it is being read is seen by the next look, because the signature is from before.
                seen = now;
                await reloader.ReloadAsync("file", stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    // Also the files of a load that failed: it may have failed because one of them was not there yet.
    private string Signature() =>
        WatchedFiles.Signature(WatchedFiles.Of(snapshots.Value.Configuration).Union(reloader.LastFiles, StringComparer.Ordinal));
}
