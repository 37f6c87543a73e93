using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary><c>dependentSchemas</c>, and <c>dependencies</c> with schemas in draft-07: a schema for objects that have a member.</summary>
internal sealed class DependentSchemasRule(SchemaNode owner, byte[][] names, SchemaNode[] schemas) : InPlaceRule(owner)
{
    public override IEnumerable<SchemaNode> Children => schemas;

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var ok = true;
        for (var i = 0; i < schemas.Length; i++)
        {
            if (evaluation.FindMember(start, names[i]) < 0) continue;
            evaluation.GoTo(start);
            if (evaluation.Evaluate(schemas[i], track)) continue;
            if (evaluation.Stop) return false;
            ok = false;
        }

        return ok;
    }

    public override void AddApplicable(ref Evaluation evaluation, int start, List<SchemaNode> applicable)
    {
        for (var i = 0; i < schemas.Length; i++)
        {
            if (evaluation.FindMember(start, names[i]) >= 0) applicable.Add(schemas[i]);
        }
    }

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        for (var i = 0; i < schemas.Length; i++) schemas[i] = target(schemas[i]);
    }
}
