using System.Security.Cryptography;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Counts for all replicas together, mostly without a trip: <see cref="LeaseTable"/> decides by permits that were drawn in advance, and this
/// class carries its calls to Redis. Time is the server's; a replica's clock does not matter. When Redis does not decide within the
/// budget, <see cref="StoreFallback"/> does.
/// </summary>
internal sealed class LeasedRateLimitStore : IRateLimitStore, IHostedService, IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(500);
    private readonly RedisStore _store;
    private readonly StoreFallback _fallback;
    private readonly LeaseTable _table;
    private readonly BucketNames _names;
    private readonly ServerClock _clock;
    private readonly Func<LeaseRequest> _create;
    private readonly ITimer _timer;
    private readonly RedisValue _replica = RandomNumberGenerator.GetHexString(10, lowercase: true);

    public LeasedRateLimitStore(RedisStore store, LocalRateLimitStore local, RateLimitMetrics metrics, IReplicaCount replicas, TimeProvider time, int maxEntries)
    {
        _store = store;
        var options = store.Options;
        _names = new BucketNames(options);
        _clock = new ServerClock(time);
        var debts = new LeaseDebts(local, replicas);
        _fallback = new StoreFallback(local, metrics, replicas, options.Breaker.OpenFor, debts);
        var settings = new LeaseSettings { BudgetTicks = options.DecisionBudget.Ticks, Percent = options.LeasePercent };
        _table = new LeaseTable(time, settings, maxEntries, debts);
        _create = () => new PendingRequest(_fallback);
        metrics.Observe(_table);
        _timer = time.CreateTimer(static s => ((LeasedRateLimitStore)s!).Tick(), this, LeaseSettings.TickInterval, LeaseSettings.TickInterval);
    }

    public UInt128 PartitionHashKey => _names.HashKey;

    public bool IsShared => true;

    public LeaseTable Table => _table;

    public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes)
    {
        RateLimitTake.Check(takes);
        var outcome = _table.Take(takes, _store.State is BreakerState.Closed, _create, out var verdict, out var request, out var calls);
        if (calls is not null) Send(calls);
        return outcome switch
        {
            LeaseOutcome.Decided => new(verdict),
            LeaseOutcome.Asked => new(((PendingRequest)request!).Decision),
            _ => new(Decline(takes)),
        };
    }

    public async ValueTask<bool> SettleAsync(RateLimitTake take, int cost, TimeSpan elapsed)
    {
        if (cost == take.Cost) return true;
        if (_store.State is not BreakerState.Closed) return false;
        // It may be that much later when it arrives, and what refills meanwhile must not come back twice.
        var arrives = elapsed + _store.Options.DecisionBudget;
        var reply = await _store.AskAsync(
            static (database, s) => WindowedRun.RunAsync(
                database, s.store._clock, s, static (s, now) => SettleMessage.Write(s.take, s.cost, s.arrives, s.store._names, now)),
            (take, cost, arrives, store: this)).ConfigureAwait(false);
        return reply.IsAnswer && reply.Value is [1];
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives the leases back, so that other replicas need not wait until they end. Whether that works is of no consequence.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        List<Task> returns = [];
        for (var call = _table.Tick(all: true); call is not null; call = call.Next) returns.Add(CarryAsync(call));
        await Task.WhenAny(Task.WhenAll(returns), Task.Delay(Farewell, cancellationToken)).ConfigureAwait(false);
    }

    public void Dispose() => _timer.Dispose();

    // Counted here, because the store is not asked at all.
    private RateLimitVerdict Decline(ReadOnlySpan<RateLimitTake> takes)
    {
        _store.NotAsked();
        return _fallback.Decide(takes);
    }

    private void Tick()
    {
        if (_table.Tick() is { } calls && _store.State is BreakerState.Closed) Send(calls);
    }

    // One after the other without waiting: the client writes them to its one connection as one batch.
    private void Send(LeaseCall? calls)
    {
        for (var call = calls; call is not null; call = call.Next) _ = CarryAsync(call);
    }

    private async Task CarryAsync(LeaseCall call)
    {
        try
        {
            if (call is DrawCall draw) await CarryAsync(draw).ConfigureAwait(false);
            else await CarryAsync((CheckCall)call).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Isolation boundary: nobody awaits this, and no request may wait for ever.
            _table.Fail(call);
        }
    }

    private async Task CarryAsync(DrawCall draw)
    {
        var script = DrawMessage.Write(draw.Rule, draw.Partition, draw.Terms, _replica, _names);
        // Whoever waited for the draw before has that much less time.
        var waited = TimeSpan.FromTicks(Math.Max(0, _table.Now - draw.WaitingSince));
        var within = _store.Options.DecisionBudget - waited;
        var reply = await _store.AskAsync(
            static async (database, s) => DrawMessage.Read(await s.script.RunAsync(database).ConfigureAwait(false), s.draw.Rule, s.draw.Terms),
            (script, draw),
            within > TimeSpan.FromMilliseconds(1) ? within : TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
        if (reply.IsAnswer) Send(_table.Apply(draw, reply.Value));
        else _table.Fail(draw);
    }

    private async Task CarryAsync(CheckCall check)
    {
        var reply = await _store.AskAsync(
            static async (database, s) => CheckMessage.Read(
                await WindowedRun.RunAsync(database, s.store._clock, s, static (s, now) => CheckMessage.Write(s.check.Takes, s.check.Debts, s.store._names, now, s.first)).ConfigureAwait(false),
                s.check.Takes),
            (check, first: _clock.Now, store: this)).ConfigureAwait(false);
        if (reply.IsAnswer) _table.Apply(check, reply.Value);
        else _table.Fail(check);
    }
}
