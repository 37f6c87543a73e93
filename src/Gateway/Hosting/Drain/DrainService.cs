using Gateway.Hosting.Health;
using Gateway.Policies.Configuration;
using Gateway.Policies.Events;
using Gateway.Policies.WebSocket;

namespace Gateway.Hosting.Drain;

/// <summary>
/// SIGTERM: (1) not ready, (2) a wait in which load balancers notice and then clients are asked to leave, (3) Kestrel takes no new
/// connections, sends GOAWAY over HTTP/2 and lets requests in flight finish, while WebSockets are closed in order. Registered before the
/// server, so that its wait comes before the server stops and its last step after.
/// </summary>
internal sealed class DrainService(
    CurrentSnapshot snapshots, Readiness readiness, Departure departure, OpenWebSockets sockets, IHostApplicationLifetime lifetime,
    IEventSink events, TimeProvider time) : IHostedLifecycleService
{
    private Task<(int Closed, int Unanswered)> _closing = Task.FromResult((0, 0));

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
        // A client that leaves before the load balancer has noticed may well be sent here again: the first half is the balancer's.
        await WaitAsync(drain.Delay / 2, cancellationToken);
        departure.Begin();
        await WaitAsync(drain.Delay / 2, cancellationToken);
        // Half of the time at most for each, so that what is left of a closing handshake stays within the whole.
        _closing = sockets.CloseAllAsync(
            CloseFrame.GoingAway, Shorter(drain.WebSocketSpread, drain.Timeout / 2), Shorter(drain.WebSocketCloseTimeout, drain.Timeout / 2), cancellationToken);
    }

    // Runs after the server has stopped: nothing is open any more.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (closed, unanswered) = await _closing;
            if (closed > 0)
                events.Write(new SecurityEvent { Event = "gateway.websockets-closed", Outcome = "success", Note = $"{closed} closed, {unanswered} of them without an answer" });
        }
        catch (OperationCanceledException)
        {
            // The time of the whole process is over.
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitAsync(TimeSpan duration, CancellationToken cancellation)
    {
        if (duration > TimeSpan.Zero) await Task.Delay(duration, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
