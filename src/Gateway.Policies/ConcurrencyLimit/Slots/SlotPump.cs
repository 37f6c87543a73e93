using System.Collections.Concurrent;
using Gateway.Policies.RateLimit;

namespace Gateway.Policies.ConcurrencyLimit.Slots;

/// <summary>
/// Has partitions tended when they are due: slots given back, more asked for, what is in use reported. One task for all of them; the calls
/// that fall due together leave together, in one write of the connection.
/// </summary>
internal sealed class SlotPump : IAsyncDisposable
{
    private static readonly TimeSpan WhileAway = TimeSpan.FromMilliseconds(100);
    private readonly SlotTable _table;
    private readonly ISharedSlots _shared;
    private readonly MonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<(SlotEntry Entry, long Due)> _incoming = new();
    private readonly PriorityQueue<SlotEntry, long> _due = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private long _wakesAt;

    public SlotPump(SlotTable table, ISharedSlots shared, MonotonicClock clock, TimeProvider time)
    {
        (_table, _shared, _clock, _time) = (table, shared, clock, time);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Has a partition looked at. Earlier wishes stay; looking once too often does no harm.</summary>
    public void Add(SlotEntry entry, long due)
    {
        _incoming.Enqueue((entry, due));
        if (due < Volatile.Read(ref _wakesAt)) Wake();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
        _signal.Dispose();
    }

    private void Wake()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else was as fast, or the process stops.
        }
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Volatile.Write(ref _wakesAt, long.MaxValue);
            while (_incoming.TryDequeue(out var added)) _due.Enqueue(added.Entry, added.Due);
            Tend();
            await WaitAsync().ConfigureAwait(false);
        }
    }

    private void Tend()
    {
        var now = _clock.Now;
        while (_due.TryPeek(out var entry, out var due) && due <= now)
        {
            _due.Dequeue();
            var again = _table.Tend(entry, due);
            if (again != long.MaxValue) _due.Enqueue(entry, again);
        }
    }

    // Until the next one is due or an earlier one is added; a millisecond at least, which is what timers do anyway.
    private async Task WaitAsync()
    {
        if (!_incoming.IsEmpty) return;
        var wait = Timeout.InfiniteTimeSpan;
        if (_due.TryPeek(out _, out var due))
        {
            if (_shared.IsAsked) wait = TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, due - _clock.Now));
            else wait = WhileAway;
            Volatile.Write(ref _wakesAt, _shared.IsAsked ? due : 0);
        }

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var signal = _signal.WaitAsync(woken.Token);
        await Task.WhenAny(signal, Task.Delay(wait, _time, woken.Token)).ConfigureAwait(false);
        await woken.CancelAsync().ConfigureAwait(false);
        await signal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
