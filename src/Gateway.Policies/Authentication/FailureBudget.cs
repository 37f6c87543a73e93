using System.Net;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Failed authentications per address, refilled evenly (GCRA). Memory is fixed at construction: a set-associative table of addresses.
/// A full set gives up an address that still has budget, never one that is over it; when all of a set are over, the newcomer shares a
/// cell with its wider network (v4 /24, v6 /48), so that a flood from one network does not refuse the rest of the world.
/// </summary>
/// <remarks>Requests that are already being verified are not counted yet, so an address can exceed the budget by what it has in flight.</remarks>
internal sealed class FailureBudget
{
    private const int Ways = 8;
    private const int OverflowCells = 4096;

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly long _window;
    private readonly long _interval;
    private readonly Slot[] _slots;
    private readonly long[] _overflow = new long[OverflowCells];
    private readonly Lock[] _locks;

    /// <param name="permits">Failures per window.</param>
    /// <param name="window">The time in which an empty budget refills.</param>
    /// <param name="time">The clock.</param>
    /// <param name="capacity">How many addresses are told apart; 16 bytes each.</param>
    public FailureBudget(int permits, TimeSpan window, TimeProvider time, int capacity = 65_536)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _window = window.Ticks;
        _interval = Math.Max(1, window.Ticks / permits);
        _slots = new Slot[Math.Max(1, capacity / Ways) * Ways];
        _locks = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];
    }

    /// <summary>True when the address has nothing left; then also the time until it has.</summary>
    public bool IsExhausted(IPAddress address, out TimeSpan retryAfter)
    {
        var key = AddressPrefix.Of(address);
        var now = Now();
        long? due;
        var set = SetOf(key);
        lock (_locks[set % _locks.Length])
            due = Find(set, key, now) is var slot and >= 0 ? _slots[slot].Due : null;
        if (due is null) due = Volatile.Read(ref _overflow[CellOf(key)]);
        var wait = due.Value + _interval - _window - now;
        retryAfter = TimeSpan.FromTicks(Math.Max(0, wait));
        return wait > 0;
    }

    /// <summary>Takes one failure from the address's budget.</summary>
    public void Charge(IPAddress address)
    {
        var key = AddressPrefix.Of(address);
        var now = Now();
        var set = SetOf(key);
        lock (_locks[set % _locks.Length])
        {
            var slot = Find(set, key, now);
            if (slot < 0) slot = FindVictim(set, now);
            if (slot >= 0)
            {
                var due = _slots[slot].Key == key ? _slots[slot].Due : 0;
                _slots[slot] = new Slot(key, Next(due, now));
                return;
            }
        }

        ref var cell = ref _overflow[CellOf(key)];
        for (var seen = Volatile.Read(ref cell); ;)
        {
            var previous = Interlocked.CompareExchange(ref cell, Next(seen, now), seen);
            if (previous == seen) return;
            seen = previous;
        }
    }

    // Never more than a whole window ahead: failures that were in flight when the budget ran out do not prolong the wait.
    private long Next(long due, long now) => Math.Min(Math.Max(due, now) + _interval, now + _window);

    private int Find(int set, ulong key, long now)
    {
        for (var i = set * Ways; i < (set + 1) * Ways; i++)
            if (_slots[i].Key == key && _slots[i].Due > now) return i;
        return -1;
    }

    private int FindVictim(int set, long now)
    {
        var victim = set * Ways;
        for (var i = victim + 1; i < (set + 1) * Ways; i++)
            if (_slots[i].Due < _slots[victim].Due) victim = i;
        var isOverBudget = _slots[victim].Due + _interval - now > _window;
        return isOverBudget ? -1 : victim;
    }

    private long Now() => _time.GetElapsedTime(_origin).Ticks;

    // HashCode is seeded per process, so nobody outside can choose addresses that fall into one set.
    private int SetOf(ulong key) => (int)((uint)HashCode.Combine(key) % (uint)(_slots.Length / Ways));

    private static int CellOf(ulong key) => (int)((uint)HashCode.Combine(AddressPrefix.Widen(key), 1) % OverflowCells);

    private readonly record struct Slot(ulong Key, long Due);
}
