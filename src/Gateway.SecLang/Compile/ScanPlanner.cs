using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Operators;
using Gateway.SecLang.Scan;

namespace Gateway.SecLang.Compile;

/// <summary>Gathers what links look for and gives each its place.</summary>
internal sealed class ScanPlanner
{
    private readonly List<ScanItem>[] _items = [[], []];
    private readonly Dictionary<(LinkOperator Operator, int Filter), int> _places = [];
    private readonly List<ScanUnion> _unions = [];
    private readonly List<ScanGroup> _groups = [];
    private readonly Dictionary<string, int> _groupIndex = new(StringComparer.Ordinal);

    /// <summary>The place of a link. A negated operator matches where its pattern is missing, which no scan can tell.</summary>
    public ScanPlace Place(Link link)
    {
        var (linkOperator, targets, pipeline) = (link.Operator, link.Targets, link.Pipeline);
        if (linkOperator is null || link.Negated || ItemOf(linkOperator) is not { } item) return ScanPlace.None;
        var tables = Array.FindAll(targets, t => t is { Source: TargetSource.Table, IsCount: false });
        var filters = tables.Select(t => ScanPlan.FilterOf(t.Collection)).Distinct().ToArray();
        if (filters is not [var filter]) return ScanPlace.None;
        if (!_places.TryGetValue((linkOperator, filter), out var number))
        {
            _places.Add((linkOperator, filter), number = _items[filter].Count);
            _items[filter].Add(item);
        }

        return new ScanPlace(number, filter, tables.Length == targets.Length ? Group(filter, tables, link.MultiMatch ? [0, .. pipeline.Nodes] : [pipeline.Node]) : -1);
    }

    public ScanPlan Build() => new([Prefilter.Build(_items[0]), Prefilter.Build(_items[1])], [.. _unions], [.. _groups]);

    private static ScanItem? ItemOf(LinkOperator linkOperator) => linkOperator switch
    {
        RegexOperator regex => ScanItem.Of(regex.Regex),
        CatalogOperator { Inner: PhraseMatch phrases } => ScanItem.Of(phrases.Phrases.Phrases),
        _ => null,
    };

    private int Group(int filter, TargetPlan[] targets, int[] nodes)
    {
        var unions = targets.Select(t => t.Collection).Distinct().Order().SelectMany(c => nodes.Distinct().Select(n => Union(c, n, filter))).ToArray();
        var key = string.Join(',', unions);
        if (_groupIndex.TryGetValue(key, out var group)) return group;
        group = _groups.Count;
        _groups.Add(new ScanGroup(filter, unions));
        _groupIndex.Add(key, group);
        return group;
    }

    private int Union(Collection collection, int node, int filter)
    {
        var union = new ScanUnion(collection, node, filter);
        var index = _unions.IndexOf(union);
        if (index >= 0) return index;
        _unions.Add(union);
        return _unions.Count - 1;
    }
}
