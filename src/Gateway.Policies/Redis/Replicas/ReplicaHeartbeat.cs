using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Replicas;

/// <summary>
/// Beats about once a second for as long as the process runs. Everything that the replica holds in Redis lives on these beats: what is
/// held needs no calls of its own to stay, and a replica that dies frees all of it at once.
/// </summary>
internal sealed class ReplicaHeartbeat(RedisStore store, ReplicaLease lease, ReplicaCount count, RedisMetrics metrics, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan LeaveBudget = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _stopping = new();
    private readonly RedisKey _key = BeatScript.Key(store.Options);
    private Task _running = Task.CompletedTask;
    private int _isDisposed;

    /// <summary>Told after each beat that Redis answered.</summary>
    public Action? Beaten { get; set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveReplicas(() => count.Alive);
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Leaves: what this replica held is free at once. After the server has stopped, because services stop in reverse order.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndAsync().ConfigureAwait(false);
        // Best effort; who cannot leave is removed like one that died.
        await store.AskAsideAsync(
            _key,
            static (database, s) => database.SortedSetRemoveAsync(s.Key, s.Name), (Key: _key, lease.Life.Name), LeaveBudget).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await EndAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>One beat; false when Redis did not answer it.</summary>
    public async Task<bool> BeatAsync()
    {
        var life = lease.Life;
        var sentAt = time.GetTimestamp();
        var reply = await store.AskAsideAsync(
            _key,
            static (database, s) => BeatScript.RunAsync(database, s.Key, s.Life, s.Timings), (Key: _key, Life: life, lease.Timings), lease.Timings.Budget).ConfigureAwait(false);
        if (!reply.IsAnswer) return false;
        if (!reply.Value.IsKnown)
        {
            lease.Lost(life);
            return false;
        }

        lease.Answered(life, sentAt);
        count.Told(reply.Value.Alive);
        Beaten?.Invoke();
        return true;
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = await BeatAsync().ConfigureAwait(false) ? lease.Timings.Beat : lease.Timings.Retry;
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndAsync()
    {
        if (!_stopping.IsCancellationRequested) await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }
}
