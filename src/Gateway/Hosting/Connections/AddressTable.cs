using System.Net;
using Gateway.Policies.Authentication;

namespace Gateway.Hosting.Connections;

/// <summary>
/// Open connections and handshakes per address (v4 address, v6 /64). Memory is fixed at construction: a set-associative table. A full set
/// gives up the address with nothing open that has spent least; when there is none, the newcomer is counted together with its wider network
/// (v4 /24, v6 /48), so that a flood from one network does not refuse the rest of the world.
/// </summary>
internal sealed class AddressTable
{
    /// <summary>The place of a connection that is not counted.</summary>
    public const int NotCounted = int.MinValue;

    private const int Ways = 8;
    private const int OverflowCells = 4096;
    private const int MinCapacity = 8192;
    private const int MaxCapacity = 1 << 21;

    private readonly AddressLimits _limits;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly AddressSlot[] _slots;
    private readonly AddressSlot[] _overflow = new AddressSlot[OverflowCells];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, 64).Select(static _ => new Lock())];

    /// <param name="limits">What each address may have.</param>
    /// <param name="maxConnections">Open connections of all addresses; there are twice as many places, 24 bytes each.</param>
    /// <param name="time">The clock.</param>
    public AddressTable(AddressLimits limits, long maxConnections, TimeProvider time)
        : this(limits, (int)Math.Clamp(maxConnections * 2, MinCapacity, MaxCapacity), time)
    {
    }

    internal AddressTable(AddressLimits limits, int capacity, TimeProvider time)
    {
        (_limits, _time, _origin) = (limits, time, time.GetTimestamp());
        _slots = new AddressSlot[Math.Max(1, capacity / Ways) * Ways];
    }

    /// <summary>Counts a connection, at the place that <see cref="Leave"/> has to be told; or says why the address may not have it.</summary>
    public string? Enter(IPAddress address, bool handshake, out int place)
    {
        var key = AddressPrefix.Of(address);
        var now = _time.GetElapsedTime(_origin).Ticks;
        var set = SetOf(key);
        lock (LockOf(set))
        {
            place = Find(set, key, now);
            if (place >= 0) return Take(ref _slots[place], handshake, now, ref place);
        }

        var cell = CellOf(key);
        place = ~cell;
        lock (LockOf(cell)) return Take(ref _overflow[cell], handshake, now, ref place);
    }

    /// <summary>The connection has ended.</summary>
    public void Leave(int place)
    {
        if (place == NotCounted) return;
        if (place < 0)
        {
            lock (LockOf(~place)) _overflow[~place].Open--;
            return;
        }

        // An address with open connections is not given up, so the place is still its own.
        lock (LockOf(place / Ways)) _slots[place].Open--;
    }

    /// <summary>Connections that are counted at the moment.</summary>
    internal int Open => _slots.Sum(static s => s.Open) + _overflow.Sum(static s => s.Open);

    private string? Take(ref AddressSlot slot, bool handshake, long now, ref int place)
    {
        var refusal = _limits.Take(ref slot, handshake, now);
        if (refusal is not null) place = NotCounted;
        return refusal;
    }

    // The address's own place, or one that can be given up for it; -1 when all are needed.
    private int Find(int set, ulong key, long now)
    {
        var victim = -1;
        for (var i = set * Ways; i < (set + 1) * Ways; i++)
        {
            ref var slot = ref _slots[i];
            if (slot.Key == key) return i;
            if (_limits.MayForget(slot, now) && (victim < 0 || slot.Due < _slots[victim].Due)) victim = i;
        }

        if (victim >= 0) _slots[victim] = new AddressSlot(key, 0, 0);
        return victim;
    }

    private Lock LockOf(int index) => _locks[index % _locks.Length];

    // HashCode is seeded per process, so nobody outside can choose addresses that fall into one set.
    private int SetOf(ulong key) => (int)((uint)HashCode.Combine(key) % (uint)(_slots.Length / Ways));

    private static int CellOf(ulong key) => (int)((uint)HashCode.Combine(AddressPrefix.Widen(key), 1) % OverflowCells);
}
