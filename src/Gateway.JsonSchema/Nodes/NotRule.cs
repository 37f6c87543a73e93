using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary><c>not</c>.</summary>
internal sealed class NotRule(SchemaNode owner, SchemaNode schema) : InPlaceRule(owner)
{
    private SchemaNode _schema = schema;

    public override IEnumerable<SchemaNode> Children => [_schema];

    public override bool Apply(ref Evaluation evaluation, int start, int track)
        => !evaluation.Try(_schema, start, Evaluation.NoTrack) || evaluation.Fail(Owner, "not", start);

    public override void AddApplicable(ref Evaluation evaluation, int start, List<SchemaNode> applicable)
    {
        // What must not match declares nothing.
    }

    public override void Resolve(Func<SchemaNode, SchemaNode> target) => _schema = target(_schema);
}
