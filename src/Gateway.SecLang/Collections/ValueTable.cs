using System.Buffers.Text;
using System.Text;

namespace Gateway.SecLang.Collections;

/// <summary>
/// The values of one transaction: append-only, each with a collection, a name and bytes, and an index that identifies it. Values of a collection are chained in the order in
/// which they came. Spans stay good until <see cref="Reset"/>. Not safe for several threads; one table is used again and again.
/// </summary>
internal sealed class ValueTable : IDisposable
{
    /// <summary>Values per transaction: 1,000 arguments stand in four collections each, besides headers and cookies.</summary>
    public const int DefaultMaxValues = 20_000;

    /// <summary>Bytes per transaction: a body of 13 MB (the usual limit) with its decoded arguments.</summary>
    public const int DefaultMaxBytes = 32 * 1024 * 1024;

    private const int KeptEntries = 1024;

    private readonly int _maxValues;
    private readonly Chain[] _chains = new Chain[CollectionNames.Count];
    private Entry[] _entries = new Entry[256];

    public ValueTable(int maxValues = DefaultMaxValues, int maxBytes = DefaultMaxBytes)
    {
        _maxValues = maxValues;
        Arena = new ByteArena(maxBytes);
        Array.Fill(_chains, Chain.Empty);
    }

    /// <summary>Where names and values lie. Readers decode straight into it.</summary>
    public ByteArena Arena { get; }

    /// <summary>Values so far; indexes run from 0 to this.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a value was left out because a bound was reached. What decides access must take this as a fault of the request.</summary>
    public bool Overflowed => _dropped || Arena.Overflowed;

    private bool _dropped;

    public ReadOnlySpan<byte> NameOf(int index) => Arena[_entries[index].Name];

    public ReadOnlySpan<byte> ValueOf(int index) => Arena[_entries[index].Value];

    /// <summary>Where the name lies in the arena.</summary>
    public Text NameTextOf(int index) => _entries[index].Name;

    /// <summary>Where the value lies in the arena.</summary>
    public Text TextOf(int index) => _entries[index].Value;

    public int LengthOf(int index) => _entries[index].Value.Length;

    public Collection CollectionOf(int index) => _entries[index].Collection;

    /// <summary>The first value with the very same bytes by construction (ARGS_GET repeats ARGS): what is computed from one holds for all. Itself where there is none.</summary>
    public int OriginOf(int index) => _entries[index].Origin;

    /// <summary>
    /// The name of a value out of JSON with its places told apart: a dot inside a member's name is the byte 0xFF, which no UTF-8 has. Empty for values from elsewhere, whose
    /// names may look the same.
    /// </summary>
    public ReadOnlySpan<byte> PlaceOf(int index) => _entries[index].Place.Length == 0 ? default : Arena[_entries[index].Place];

    /// <summary>The place as it lies in the arena; of no length for values from elsewhere.</summary>
    public Text PlaceTextOf(int index) => _entries[index].Place;

    /// <summary>Says which place of a JSON body a value has, before it is repeated in other collections.</summary>
    public void SetPlace(int index, Text place) => _entries[index].Place = place;

    /// <summary>The number of the form that the value has been marked with; 0 where nothing is known of it.</summary>
    public ushort FormOf(int index) => _entries[_entries[index].Origin].Form;

    /// <summary>Marks the value, and those that repeat its bytes, as one of a form.</summary>
    public void SetForm(int index, ushort form) => _entries[_entries[index].Origin].Form = form;

    /// <summary>Names compare without regard to ASCII case, as selectors do.</summary>
    public bool NameIs(int index, ReadOnlySpan<byte> name) => _entries[index].Name.Length == name.Length && Ascii.EqualsIgnoreCase(NameOf(index), name);

    /// <summary>The values of a collection, oldest first: <c>foreach (var index in table.Of(Collection.Args))</c>.</summary>
    public ValueRange Of(Collection collection) => new(this, _chains[(int)collection].First);

    public int CountOf(Collection collection) => _chains[(int)collection].Count;

    /// <summary>The first value of a collection, or -1.</summary>
    public int FirstOf(Collection collection) => _chains[(int)collection].First;

    /// <summary>The next value of the same collection, or -1.</summary>
    public int NextOf(int index) => _entries[index].Next;

    /// <summary>The first value of that name in a collection, or -1.</summary>
    public int Find(Collection collection, ReadOnlySpan<byte> name)
    {
        for (var index = FirstOf(collection); index >= 0; index = NextOf(index))
            if (NameIs(index, name)) return index;
        return -1;
    }

    /// <summary>Adds a copy of the bytes. The index, or -1 where a bound is reached.</summary>
    public int Add(Collection collection, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(collection, Arena.Store(name), Arena.Store(value));

    /// <summary>Adds a value whose bytes lie in the arena already.</summary>
    public int Add(Collection collection, Text name, Text value)
    {
        var index = Append(collection);
        if (index < 0) return index;
        ref var entry = ref _entries[index];
        entry.Name = name;
        entry.Value = value;
        entry.Place = default;
        entry.Origin = index;
        return index;
    }

    /// <summary>Adds a number in decimal digits.</summary>
    public int Add(Collection collection, ReadOnlySpan<byte> name, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return Add(collection, name, digits[..length]);
    }

    /// <summary>Adds the same name and value to another collection, without a copy. Of a value that was dropped (-1) there is none.</summary>
    public int Alias(Collection collection, int original)
    {
        var index = original < 0 ? -1 : Append(collection);
        if (index < 0) return index;
        ref var entry = ref _entries[index];
        entry.Name = _entries[original].Name;
        entry.Value = _entries[original].Value;
        entry.Place = _entries[original].Place;
        entry.Origin = _entries[original].Origin;
        return index;
    }

    /// <summary>Adds the name of another value as a value of that name, as ARGS_NAMES does.</summary>
    public int AliasName(Collection collection, int original) =>
        original < 0 ? -1 : Add(collection, _entries[original].Name, _entries[original].Name);

    /// <summary>Puts one nameless value in the place of all that the collection held. It is a new value with an index of its own.</summary>
    public int Set(Collection collection, ReadOnlySpan<byte> value)
    {
        Clear(collection);
        return Add(collection, default, value);
    }

    /// <summary>The same with a number.</summary>
    public int Set(Collection collection, long number)
    {
        Clear(collection);
        return Add(collection, default, number);
    }

    /// <summary>Empties a collection. Its values keep their indexes and bytes.</summary>
    public void Clear(Collection collection) => _chains[(int)collection] = Chain.Empty;

    /// <summary>Forgets all values; memory beyond the usual size goes back to the pool.</summary>
    public void Reset()
    {
        Array.Fill(_chains, Chain.Empty);
        Arena.Reset();
        Count = 0;
        _dropped = false;
        if (_entries.Length > KeptEntries) _entries = new Entry[KeptEntries];
    }

    public void Dispose() => Arena.Dispose();

    private int Append(Collection collection)
    {
        if (Count == _maxValues)
        {
            _dropped = true;
            return -1;
        }

        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        var index = Count++;
        ref var entry = ref _entries[index];
        entry.Collection = collection;
        entry.Form = 0;
        entry.Next = -1;
        ref var chain = ref _chains[(int)collection];
        if (chain.First < 0) chain.First = index;
        else _entries[chain.Last].Next = index;
        chain.Last = index;
        chain.Count++;
        return index;
    }

    private struct Entry
    {
        public Text Name;
        public Text Value;
        public Text Place;
        public int Next;
        public int Origin;
        public ushort Form;
        public Collection Collection;
    }

    private struct Chain
    {
        public static readonly Chain Empty = new() { First = -1, Last = -1 };

        public int First;
        public int Last;
        public int Count;
    }
}
