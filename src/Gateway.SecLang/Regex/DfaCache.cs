namespace Gateway.SecLang.Regex;

/// <summary>
/// The states that a lazy automaton has met so far, and their transitions. Rows are named by where they begin in the table, so that a
/// table of 65,535 entries (128 KiB) is the bound of one pattern. Written under a lock; readers see a missing entry at worst,
/// for a state is written before any row that leads to it.
/// </summary>
internal sealed class DfaCache
{
    /// <summary>Transitions that are no states.</summary>
    public const ushort Unknown = 0;
    public const ushort Dead = 1;
    public const ushort Match = 2;

    private const int MaxSetItems = 65_536;

    private readonly int _stride;
    private State[] _states = new State[4];
    private int _count;
    private readonly Dictionary<ulong, int> _byHash = [];
    private ushort[] _table;
    private int _setItems;

    public DfaCache(int classes)
    {
        // A column for the end; rows begin behind the three values that are no states.
        _stride = Math.Max(classes + 1, 3);
        _table = new ushort[_stride * 4];
    }

    private readonly record struct State(ushort[] Set, ByteContext Before, int NextOfHash);

    public ushort[] Table => Volatile.Read(ref _table);

    /// <summary>An estimate: a state costs its entry, the header of its set and its place among the hashes.</summary>
    public int Bytes => (_table.Length * 2) + (_setItems * 2) + (_states.Length * 24) + (_count * 64);

    public ushort[] SetOf(ushort row) => Volatile.Read(ref _states)[(row / _stride) - 1].Set;

    public ByteContext BeforeOf(ushort row) => Volatile.Read(ref _states)[(row / _stride) - 1].Before;

    /// <summary>The row of a state; 0 where there is no room for another one.</summary>
    public ushort Intern(ushort[] set, ByteContext before)
    {
        var hash = Hash(set, before);
        var head = _byHash.GetValueOrDefault(hash, -1);
        for (var i = head; i >= 0; i = _states[i].NextOfHash)
        {
            if (_states[i].Before == before && _states[i].Set.AsSpan().SequenceEqual(set)) return Row(i);
        }

        var row = (_count + 1) * _stride;
        if (row + _stride > ushort.MaxValue || _setItems + set.Length > MaxSetItems) return Unknown;
        if (row + _stride > _table.Length)
        {
            var larger = new ushort[Math.Min(_table.Length * 2, ushort.MaxValue)];
            _table.CopyTo(larger, 0);
            Volatile.Write(ref _table, larger);
        }

        if (_count == _states.Length)
        {
            var more = new State[_count * 2];
            _states.CopyTo(more, 0);
            Volatile.Write(ref _states, more);
        }

        _states[_count] = new State(set, before, head);
        _byHash[hash] = _count++;
        _setItems += set.Length;
        return (ushort)row;
    }

    public void Record(ushort row, int column, ushort next) => Volatile.Write(ref _table[row + column], next);

    private ushort Row(int state) => (ushort)((state + 1) * _stride);

    private static ulong Hash(ushort[] set, ByteContext before)
    {
        var hash = 14695981039346656037UL ^ (ulong)before;
        foreach (var item in set) hash = (hash ^ item) * 1099511628211UL;
        return hash;
    }
}
