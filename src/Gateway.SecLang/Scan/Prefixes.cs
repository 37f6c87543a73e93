namespace Gateway.SecLang.Scan;

/// <summary>
/// How what a node matches begins: each match is one of the closed texts or begins with one of the open ones. Bounded in number and
/// length; what goes beyond becomes open, which is still true.
/// </summary>
internal sealed class Prefixes
{
    private const int MaxLength = 8;
    private const int MaxCount = 600;
    private const int MaxProduct = 200;

    public static readonly Prefixes Nothing = new([new Item([], Open: false)]);
    public static readonly Prefixes Anything = new([new Item([], Open: true)]);

    private readonly List<Item> _items;

    private Prefixes(List<Item> items) => _items = items;

    private readonly record struct Item(byte[] Text, bool Open);

    public bool AllOpen => _items.TrueForAll(i => i.Open);

    public bool IsAnything => _items.Count == 1 && _items[0] is { Open: true, Text.Length: 0 };

    public static Prefixes OfBytes(IEnumerable<byte> bytes) => new([.. bytes.Select(b => new Item([b], Open: false))]);

    public LiteralSet? ToSet() => LiteralSet.Of([.. _items.Select(i => i.Text)]);

    public Prefixes Opened() => new([.. _items.Select(i => i with { Open = true })]);

    public static Prefixes Union(Prefixes a, Prefixes b)
    {
        if (a.IsAnything || b.IsAnything || a._items.Count + b._items.Count > MaxCount) return Anything;
        return Distinct([.. a._items, .. b._items]);
    }

    /// <summary>This, then that; null where there would be too many.</summary>
    public Prefixes? Then(Prefixes next)
    {
        var closed = _items.Count(i => !i.Open);
        if ((_items.Count - closed) + (closed * next._items.Count) > MaxProduct && closed > 1 && next._items.Count > 1) return null;
        if ((_items.Count - closed) + (closed * next._items.Count) > MaxCount) return null;
        var items = new List<Item>();
        foreach (var item in _items)
        {
            if (item.Open)
            {
                items.Add(item);
                continue;
            }

            foreach (var more in next._items) items.Add(Cut([.. item.Text, .. more.Text], more.Open));
        }

        return Distinct(items);
    }

    private static Item Cut(byte[] text, bool open) => text.Length > MaxLength ? new Item(text[..MaxLength], Open: true) : new Item(text, open);

    private static Prefixes Distinct(List<Item> items)
    {
        var open = new Dictionary<string, bool>(StringComparer.Ordinal);
        var kept = new List<Item>();
        foreach (var item in items)
        {
            // The same text open and closed: open says it all.
            var key = System.Text.Encoding.Latin1.GetString(item.Text);
            open[key] = item.Open || open.GetValueOrDefault(key);
        }

        foreach (var (text, isOpen) in open) kept.Add(new Item(System.Text.Encoding.Latin1.GetBytes(text), isOpen));
        return new Prefixes(kept);
    }
}
