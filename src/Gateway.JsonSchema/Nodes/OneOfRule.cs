using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary><c>oneOf</c>. A discriminator does not spare asking the others: exactly one may match.</summary>
internal sealed class OneOfRule(SchemaNode owner, SchemaNode[] alternatives, Discriminator? discriminator) : InPlaceRule(owner)
{
    public override IEnumerable<SchemaNode> Children => alternatives;

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var matches = 0;
        foreach (var schema in alternatives)
        {
            if (evaluation.Try(schema, start, track) && ++matches == 2) break;
        }

        if (matches == 1) return true;
        var hint = matches == 0 && !evaluation.Stop && discriminator is not null ? discriminator.Find(ref evaluation, start) : -1;
        if (hint < 0) return evaluation.Fail(Owner, "oneOf", start, matches == 0 ? null : "matches more than one of the schemas; allowed: exactly one");
        evaluation.GoTo(start);
        return evaluation.Evaluate(alternatives[hint], track);
    }

    public override void AddApplicable(ref Evaluation evaluation, int start, List<SchemaNode> applicable) => AddMatching(ref evaluation, start, alternatives, applicable);

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        for (var i = 0; i < alternatives.Length; i++) alternatives[i] = target(alternatives[i]);
    }
}
