using System.Runtime.InteropServices;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Scan;

/// <summary>
/// How what a node matches begins: each match is one of the closed texts or begins with one of the open ones. Bounded in number and
/// length; what goes beyond becomes open, which is still true.
/// </summary>
internal sealed class Prefixes
{
    private const int MaxCount = 600;
    private const int MaxProduct = 200;

    public static readonly Prefixes Nothing = new([new Item(Literal.Empty, Open: false)]);
    public static readonly Prefixes Anything = new([new Item(Literal.Empty, Open: true)]);

    private readonly List<Item> _items;

    private Prefixes(List<Item> items, bool cut = false)
    {
        _items = items;
        IsCut = cut;
        var shortest = int.MaxValue;
        foreach (var (text, open) in items)
        {
            shortest = Math.Min(shortest, text.Length);
            Cost += text.Chance + LiteralSet.PricePerLiteral;
            if (!open) Closed++;
        }

        if (shortest < LiteralSet.MinLength) Cost = double.PositiveInfinity;
    }

    private readonly record struct Item(Literal Text, bool Open);

    private int Closed { get; }

    /// <summary>As <see cref="LiteralSet.Cost"/>; infinite where the texts are too short to be one.</summary>
    public double Cost { get; }

    public bool AllClosed => Closed == _items.Count;

    /// <summary>Whether a text was longer than there is room for: a text that begins later may be rarer.</summary>
    public bool IsCut { get; }

    public bool AllOpen => Closed == 0;

    private bool IsAnything => _items.Count == 1 && _items[0] is { Open: true, Text.Length: 0 };

    public static Prefixes OfBytes(ByteSet folded)
    {
        var items = new List<Item>();
        foreach (var value in folded) items.Add(new Item(Literal.Of(value), Open: false));
        return new Prefixes(items);
    }

    public LiteralSet? ToSet() => double.IsPositiveInfinity(Cost) ? null : new LiteralSet(_items.ConvertAll(i => i.Text), Cost);

    public Prefixes Opened() => AllOpen ? this : new(_items.ConvertAll(i => i with { Open = true }), IsCut);

    public static Prefixes Union(List<Prefixes> ways)
    {
        var items = new List<Item>();
        foreach (var way in ways)
        {
            if (way.IsAnything || items.Count + way._items.Count > MaxCount) return Anything;
            items.AddRange(way._items);
        }

        return Distinct(items);
    }

    /// <summary>This, then that; null where there would be too many.</summary>
    public Prefixes? Then(Prefixes next)
    {
        var product = (_items.Count - Closed) + (Closed * next._items.Count);
        if (product > MaxCount || (product > MaxProduct && Closed > 1 && next._items.Count > 1)) return null;
        var items = new List<Item>(product);
        var cut = IsCut;
        foreach (var item in _items)
        {
            if (item.Open)
            {
                items.Add(item);
                continue;
            }

            foreach (var (text, open) in next._items)
            {
                var tooLong = item.Text.Length + text.Length > Literal.MaxLength;
                cut |= tooLong;
                items.Add(new Item(item.Text.Then(text), open || tooLong));
            }
        }

        return Distinct(items, cut);
    }

    /// <summary>Each text once; where it is open and closed, open says it all.</summary>
    private static Prefixes Distinct(List<Item> items, bool cut = false)
    {
        if (items.Count > 1) items.Sort(static (a, b) => Literal.Compare(a.Text, b.Text));
        var kept = 0;
        var span = CollectionsMarshal.AsSpan(items);
        foreach (var item in span)
        {
            if (kept > 0 && span[kept - 1].Text == item.Text) span[kept - 1] = item with { Open = item.Open || span[kept - 1].Open };
            else span[kept++] = item;
        }

        items.RemoveRange(kept, items.Count - kept);
        return new Prefixes(items, cut);
    }
}
