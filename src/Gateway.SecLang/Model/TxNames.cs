using System.Text;

namespace Gateway.SecLang.Model;

/// <summary>Every TX variable that the rules name has a fixed place. The first ten are the captures 0 to 9. Not changed after load.</summary>
internal sealed class TxNames
{
    public const int Captures = 10;

    private readonly Dictionary<string, int> _slots = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<byte[]> _names = [];
    private int[] _buckets = [];
    private int[] _next = [];

    public TxNames()
    {
        for (var i = 0; i < Captures; i++) SlotOf(i.ToString());
    }

    public int Count => _names.Count;

    public ReadOnlySpan<byte> this[int slot] => _names[slot];

    /// <summary>Whether rules have named it so far. At load only.</summary>
    public bool Has(string latin1) => _slots.ContainsKey(latin1);

    /// <summary>The place of a name; a new one where it was not named before. At load only.</summary>
    public int SlotOf(string latin1)
    {
        if (_slots.TryGetValue(latin1, out var slot)) return slot;
        slot = _names.Count;
        _slots.Add(latin1, slot);
        _names.Add(Encoding.Latin1.GetBytes(latin1));
        return slot;
    }

    /// <summary>Readies the look-up by bytes.</summary>
    public void Freeze()
    {
        _buckets = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_names.Count * 2)];
        _next = new int[_names.Count];
        Array.Fill(_buckets, -1);
        for (var i = 0; i < _names.Count; i++)
        {
            ref var bucket = ref _buckets[Names.Hash(_names[i]) & (uint)(_buckets.Length - 1)];
            _next[i] = bucket;
            bucket = i;
        }
    }

    /// <summary>The place of a name built at run time, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = _buckets[Names.Hash(name) & (uint)(_buckets.Length - 1)]; i >= 0; i = _next[i])
            if (Names.AreEqual(_names[i], name)) return i;
        return -1;
    }
}
