using Gateway.Hosting.Health;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;

namespace Gateway.Hosting.Drain;

/// <summary>
/// SIGTERM: not ready, a wait in which load balancers notice, then Kestrel takes no new connections, sends GOAWAY over HTTP/2 and
/// lets requests in flight finish. Registered before the server, so that its wait comes before the server stops.
/// </summary>
internal sealed class DrainService(
    CurrentSnapshot snapshots, Readiness readiness, IHostApplicationLifetime lifetime, IEventSink events, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(readiness.Drain);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Runs before any service stops, the server included.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Drain();
        var drain = snapshots.Value.Configuration.File.Gateway.Drain;
        events.Write(new SecurityEvent { Event = "gateway.draining", Outcome = "success", Note = $"stops after {drain.Delay}, requests in flight have {drain.Timeout}" });
        if (drain.Delay > TimeSpan.Zero)
            await Task.Delay(drain.Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
