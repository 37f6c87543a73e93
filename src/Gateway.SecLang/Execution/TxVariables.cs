using System.Buffers.Text;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Execution;

/// <summary>
/// The TX collection of one transaction. A variable that the rules name has the place that <see cref="TxNames"/> gave it; one whose name was built at run time
/// (<c>tx.paramcounter_%{matched_var_name}</c>) has a place behind those.
/// </summary>
internal sealed class TxVariables(TxNames names, ByteArena arena)
{
    /// <summary>Rules build a name for each argument or header at most.</summary>
    private const int MaxDynamic = 4096;
    private const int Buckets = 1024;

    private readonly Entry[] _fixed = new Entry[names.Count];
    private readonly List<DynamicEntry> _dynamic = [];
    private readonly int[] _buckets = NewBuckets();

    /// <summary>Whether a name was left out because there were too many.</summary>
    public bool Overflowed { get; private set; }

    public int Count => _fixed.Length + _dynamic.Count;

    public ReadOnlySpan<byte> this[int place] => arena[TextOf(place)];

    /// <summary>The value; empty where it is not set.</summary>
    public Text TextOf(int place) => place < _fixed.Length ? _fixed[place].Value : _dynamic[place - _fixed.Length].Value;

    public bool IsSet(int place) => place < _fixed.Length ? _fixed[place].IsSet : _dynamic[place - _fixed.Length].IsSet;

    public ReadOnlySpan<byte> NameOf(int place) => place < _fixed.Length ? names[place] : arena[_dynamic[place - _fixed.Length].Name];

    /// <summary>The place of a name, a new one where asked for; -1 where there is none.</summary>
    public int PlaceOf(ReadOnlySpan<byte> name, bool create)
    {
        var place = names.Find(name);
        if (place >= 0) return place;
        var hash = Names.Hash(name);
        ref var bucket = ref _buckets[hash & (Buckets - 1)];
        for (var i = bucket; i >= 0; i = _dynamic[i].Next)
            if (_dynamic[i].Hash == hash && Names.AreEqual(arena[_dynamic[i].Name], name)) return _fixed.Length + i;
        if (!create) return -1;
        if (_dynamic.Count == MaxDynamic)
        {
            Overflowed = true;
            return -1;
        }

        _dynamic.Add(new DynamicEntry(hash, bucket, arena.Store(name), default, IsSet: false));
        bucket = _dynamic.Count - 1;
        return _fixed.Length + _dynamic.Count - 1;
    }

    /// <summary>Copies the value, which may lie anywhere.</summary>
    public void Set(int place, ReadOnlySpan<byte> value) => Set(place, arena.Store(value));

    public void Set(int place, Text value)
    {
        if (place < _fixed.Length) _fixed[place] = new Entry(value, IsSet: true);
        else _dynamic[place - _fixed.Length] = _dynamic[place - _fixed.Length] with { Value = value, IsSet = true };
    }

    public void SetNumber(int place, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        Set(place, digits[..length]);
    }

    public void Unset(int place)
    {
        if (place < _fixed.Length) _fixed[place] = default;
        else _dynamic[place - _fixed.Length] = _dynamic[place - _fixed.Length] with { IsSet = false };
    }

    public void Reset()
    {
        Array.Clear(_fixed);
        if (_dynamic.Count > 0) Array.Fill(_buckets, -1);
        _dynamic.Clear();
        Overflowed = false;
    }

    private static int[] NewBuckets()
    {
        var buckets = new int[Buckets];
        Array.Fill(buckets, -1);
        return buckets;
    }

    private readonly record struct Entry(Text Value, bool IsSet);

    private readonly record struct DynamicEntry(uint Hash, int Next, Text Name, Text Value, bool IsSet);
}
