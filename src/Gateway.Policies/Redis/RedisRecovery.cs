namespace Gateway.Policies.Redis;

/// <summary>
/// Finds out whether a server is back: one probe after each pause, until one succeeds. The probe writes, because a server that answers
/// but takes no writes (a replica, one that is full) is of no use.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="budget">Bounds probes.</param>
/// <param name="node">The server that is away.</param>
/// <param name="options">Pauses.</param>
/// <param name="isAnyAsked">Whether others of the store are there; their connections stay as they are.</param>
/// <param name="time">Measures pauses.</param>
internal sealed class RedisRecovery(
    RedisConnection connection, RedisBudget budget, StoreNode node, RedisOptions options, Func<bool> isAnyAsked, TimeProvider time)
{
    // A probe delays nobody, so it may take longer than a decision.
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(1);
    private Task<bool> _renewing = Task.FromResult(false);

    /// <summary>Ends when the server is back or the process stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await PauseAsync(stopping).ConfigureAwait(false);
                if (!node.Breaker.TryBeginProbe()) return;
                var succeeded = await ProbeAsync().ConfigureAwait(false);
                // Before the breaker closes: a failure right after it must not be told first.
                if (succeeded) node.Alarm.Recovered();
                node.Breaker.EndProbe(succeeded);
                if (succeeded) return;
                // Neither is waited for: a server that does not answer holds both up, and the one that took over may be connected already.
                connection.Look();
                if (_renewing.IsCompleted) _renewing = RenewAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    // A connection that was just made is tried at once.
    private async Task PauseAsync(CancellationToken stopping)
    {
        var pause = Task.Delay(options.Breaker.OpenFor, time, stopping);
        if (!_renewing.IsCompleted && await Task.WhenAny(pause, _renewing).ConfigureAwait(false) == _renewing && await _renewing.ConfigureAwait(false)) return;
        await pause.ConfigureAwait(false);
    }

    private async Task<bool> RenewAsync() =>
        !isAnyAsked() && connection.Age > RenewAfter && await connection.ConnectAsync(() => !isAnyAsked()).ConfigureAwait(false);

    private async Task<bool> ProbeAsync()
    {
        if (connection.Database is not { } database) return false;
        // Expires soon, so that a probe leaves nothing behind.
        var within = options.DecisionBudget > ProbeTime ? options.DecisionBudget : ProbeTime;
        var reply = await budget.RunAsync(
            static s => s.Database.StringSetAsync(s.Key, "1", TimeSpan.FromSeconds(1)),
            (Database: database, Key: node.ProbeKey),
            within).ConfigureAwait(false);
        return reply is { IsAnswer: true, Value: true };
    }
}
