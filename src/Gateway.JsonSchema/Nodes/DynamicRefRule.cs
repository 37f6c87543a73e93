using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary>
/// <c>$dynamicRef</c> with an anchor that several resources have: the schema is that of the resource entered first on the way here (2020-12 core, 8.2.3.2).
/// </summary>
internal sealed class DynamicRefRule(SchemaNode owner, SchemaNode initial) : InPlaceRule(owner)
{
    private SchemaNode _initial = initial;

    /// <summary>The schemas with that anchor by resource; replaced as a whole, since validators may be reading it when a further schema is compiled.</summary>
    private volatile Dictionary<int, SchemaNode> _candidates = [];

    public override IEnumerable<SchemaNode> Children => _candidates.Values.Append(_initial);

    public bool Has(int resource) => _candidates.ContainsKey(resource);

    public void Add(int resource, SchemaNode schema) => _candidates = new Dictionary<int, SchemaNode>(_candidates) { [resource] = schema };

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var target = _initial;
        var candidates = _candidates;
        foreach (var resource in evaluation.Scope)
        {
            if (!candidates.TryGetValue(resource, out var candidate)) continue;
            target = candidate;
            break;
        }

        evaluation.GoTo(start);
        return evaluation.Evaluate(target, track);
    }

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        _initial = target(_initial);
        _candidates = _candidates.ToDictionary(candidate => candidate.Key, candidate => target(candidate.Value));
    }
}
