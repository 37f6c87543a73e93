using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary>Schemas that always apply: <c>$ref</c> beside other keywords, <c>allOf</c>.</summary>
internal sealed class AllOfRule(SchemaNode owner, SchemaNode[] schemas) : InPlaceRule(owner)
{
    public override IEnumerable<SchemaNode> Children => schemas;

    public SchemaNode[] Schemas => schemas;

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var ok = true;
        foreach (var schema in schemas)
        {
            evaluation.GoTo(start);
            if (evaluation.Evaluate(schema, track)) continue;
            if (evaluation.Stop) return false;
            ok = false;
        }

        return ok;
    }

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        for (var i = 0; i < schemas.Length; i++) schemas[i] = target(schemas[i]);
    }
}
