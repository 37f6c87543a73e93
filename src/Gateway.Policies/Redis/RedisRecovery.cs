using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>
/// Finds out whether the store is back: one probe after each pause, until one succeeds. The probe writes, because a server that answers
/// but takes no writes (a replica, one that is full) is of no use.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="budget">Bounds probes.</param>
/// <param name="node">The server that is away.</param>
/// <param name="options">Pauses.</param>
/// <param name="renew">Looks for another way to the server; true when there may be one.</param>
/// <param name="time">Measures pauses.</param>
internal sealed class RedisRecovery(
    RedisConnection connection, RedisBudget budget, StoreNode node, RedisOptions options, Func<Task<bool>> renew, TimeProvider time)
{
    // A probe delays nobody, so it may take longer than a decision.
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the store is back or the process stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            var isNew = false;
            while (true)
            {
                // A connection that was just made is tried at once.
                if (!isNew) await Task.Delay(options.Breaker.OpenFor, time, stopping).ConfigureAwait(false);
                if (!node.Breaker.TryBeginProbe()) return;
                var succeeded = await ProbeAsync().ConfigureAwait(false);
                // Before the breaker closes: a failure right after it must not be told first.
                if (succeeded) node.Alarm.Recovered();
                node.Breaker.EndProbe(succeeded);
                if (succeeded) return;
                isNew = !isNew && connection.Age > RenewAfter && await renew().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The process stops.
        }
    }

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
