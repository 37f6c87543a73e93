using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary><c>if</c>, <c>then</c>, <c>else</c>.</summary>
internal sealed class IfRule(SchemaNode owner, SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : InPlaceRule(owner)
{
    private SchemaNode _condition = condition;
    private SchemaNode? _then = then;
    private SchemaNode? _otherwise = otherwise;

    public override IEnumerable<SchemaNode> Children
    {
        get
        {
            yield return _condition;
            if (_then is not null) yield return _then;
            if (_otherwise is not null) yield return _otherwise;
        }
    }

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var next = evaluation.Try(_condition, start, track) ? _then : _otherwise;
        if (next is null) return true;
        evaluation.GoTo(start);
        return evaluation.Evaluate(next, track);
    }

    public override void AddApplicable(ref Evaluation evaluation, int start, List<SchemaNode> applicable)
    {
        var holds = evaluation.Try(_condition, start, Evaluation.NoTrack);
        if (holds) applicable.Add(_condition);
        if ((holds ? _then : _otherwise) is { } next) applicable.Add(next);
    }

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        _condition = target(_condition);
        if (_then is not null) _then = target(_then);
        if (_otherwise is not null) _otherwise = target(_otherwise);
    }
}
