using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>
/// Finds out whether the store is back: one probe after each pause, until one succeeds. The probe writes, because a server that answers
/// but takes no writes (a replica, one that is full) is of no use.
/// </summary>
internal sealed class RedisRecovery(RedisConnection connection, RedisBudget budget, CircuitBreaker breaker, RedisOptions options, StoreAlarm alarm, TimeProvider time)
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
                if (!breaker.TryBeginProbe()) return;
                var succeeded = await ProbeAsync().ConfigureAwait(false);
                // Before the breaker closes: a failure right after it must not be told first.
                if (succeeded) alarm.Recovered();
                breaker.EndProbe(succeeded);
                if (succeeded) return;
                isNew = !isNew && connection.Age > RenewAfter && await connection.ConnectAsync().ConfigureAwait(false);
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
            (Database: database, Key: (RedisKey)(options.Prefix + "probe")),
            within).ConfigureAwait(false);
        return reply is { IsAnswer: true, Value: true };
    }
}
