using System.Runtime.InteropServices;

namespace Gateway.Hosting.Reload;

/// <summary>
/// Reloads when a file of the configuration changes, and on SIGHUP. Files are looked at once a second: change notifications do
/// not see what happens behind links and on network file systems, and a second is soon enough.
/// </summary>
internal sealed class ReloadTriggers(ConfigurationReloader reloader, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Notes the files before anything is served: ExecuteAsync begins some time later, and a change until then would be taken for what was loaded.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        reloader.NoteFiles();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = reloader.ReloadAsync("signal", stoppingToken);
        });
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (reloader.FilesHaveChanged) await reloader.ReloadAsync("file", stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
