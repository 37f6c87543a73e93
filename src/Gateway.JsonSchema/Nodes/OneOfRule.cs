using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary><c>oneOf</c>. A discriminator does not spare asking the others: exactly one may match.</summary>
internal sealed class OneOfRule(SchemaNode owner, SchemaNode[] schemas, Discriminator? discriminator) : InPlaceRule(owner)
{
    public override IEnumerable<SchemaNode> Children => schemas;

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var matches = 0;
        foreach (var schema in schemas)
        {
            if (evaluation.Try(schema, start, track) && ++matches == 2) break;
        }

        if (matches == 1) return true;
        var hint = matches == 0 && !evaluation.Stop && discriminator is not null ? discriminator.Find(ref evaluation, start) : -1;
        if (hint < 0) return evaluation.Fail(Owner, "oneOf", start, matches == 0 ? null : "matches more than one of the schemas; allowed: exactly one");
        evaluation.GoTo(start);
        return evaluation.Evaluate(schemas[hint], track);
    }

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        for (var i = 0; i < schemas.Length; i++) schemas[i] = target(schemas[i]);
    }
}
