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
    private readonly TimeProvider _time;
    private readonly Func<LeaseRequest> _create;
    private readonly ITimer _timer;
    private readonly RedisValue _replica = RandomNumberGenerator.GetHexString(10, lowercase: true);

    public LeasedRateLimitStore(RedisStore store, LocalRateLimitStore local, RateLimitMetrics metrics, IReplicaCount replicas, TimeProvider time, int maxEntries)
    {
        (_store, _time) = (store, time);
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
        var outcome = _table.Take(takes, IsAsked(takes), _create, out var verdict, out var request, out var calls);
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
        var key = _names.Of(take.Partition);
        if (!_store.IsAsked(key)) return false;
        // It may be that much later when it arrives, and what refills meanwhile must not come back twice.
        var arrives = elapsed + _store.Options.DecisionBudget;
        var reply = await _store.AskAsync(
            key,
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
        // A lease that cannot be given back ends by itself.
        for (var call = _table.Tick(); call is not null; call = call.Next)
            if (_store.IsAsked(_names.Of(((DrawCall)call).Partition))) _ = CarryAsync(call);
    }

    // Without a look at each key where there is one server, or all are asked. One that is not decides for the whole request.
    private bool IsAsked(ReadOnlySpan<RateLimitTake> takes)
    {
        if (_store.State is BreakerState.Closed) return true;
        foreach (ref readonly var take in takes)
            if (!_store.IsAsked(_names.Of(take.Partition))) return false;
        return true;
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
        // Whoever waited for the draw before has that much less time.
        var waited = TimeSpan.FromTicks(Math.Max(0, _table.Now - draw.WaitingSince));
        var within = _store.Options.DecisionBudget - waited;
        var reply = await _store.AskAsync(
            _names.Of(draw.Partition),
            static (database, s) => s.draw.Rule.Periods is null ? s.store.DrawAsync(database, s.draw) : s.store.DrawWindowAsync(database, s.draw),
            (draw, store: this),
            within > TimeSpan.FromMilliseconds(1) ? within : TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
        if (reply.IsAnswer) Send(_table.Apply(draw, reply.Value));
        else _table.Fail(draw);
    }

    private async Task<DrawReply> DrawAsync(IDatabase database, DrawCall draw)
    {
        var script = DrawMessage.Write(draw.Rule, draw.Partition, draw.Terms, _replica, _names);
        return DrawMessage.Read(await script.RunAsync(database).ConfigureAwait(false), draw.Rule, draw.Terms);
    }

    private async Task<DrawReply> DrawWindowAsync(IDatabase database, DrawCall draw)
    {
        var reply = await WindowedRun.RunAsync(
            database, _clock, (draw, first: _clock.Now, store: this),
            static (s, now) => WindowDrawMessage.Write(s.draw.Rule, s.draw.Partition, s.draw.Terms, s.store._replica, s.store._names, now, s.first)).ConfigureAwait(false);
        return WindowDrawMessage.Read(reply, draw.Terms);
    }

    private async Task CarryAsync(CheckCall check)
    {
        var part = new CheckPart(check);
        var reply = _store.IsCluster && !part.IsTogether
            ? await new SplitCheck(_store, _names, _clock, _time).RunAsync(check).ConfigureAwait(false)
            : await part.AskAsync(_store, _names, _clock).ConfigureAwait(false);
        if (reply is { } answer) _table.Apply(check, answer);
        else _table.Fail(check);
    }
}
