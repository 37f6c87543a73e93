using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary><c>anyOf</c>. Where a discriminator names the schema, its violations are the ones reported.</summary>
internal sealed class AnyOfRule(SchemaNode owner, SchemaNode[] alternatives, Discriminator? discriminator) : InPlaceRule(owner)
{
    public override IEnumerable<SchemaNode> Children => alternatives;

    public override bool Apply(ref Evaluation evaluation, int start, int track)
    {
        var hint = discriminator?.Find(ref evaluation, start) ?? -1;
        if (hint >= 0 && track < 0 && evaluation.Try(alternatives[hint], start, track)) return true;
        var any = false;
        foreach (var schema in alternatives)
        {
            if (!evaluation.Try(schema, start, track)) continue;
            any = true;
            // All of them have to be asked only for what they have evaluated.
            if (track < 0) break;
        }

        if (any) return true;
        if (hint < 0 || evaluation.Stop) return evaluation.Fail(Owner, "anyOf", start);
        evaluation.GoTo(start);
        return evaluation.Evaluate(alternatives[hint], track);
    }

    public override void AddApplicable(ref Evaluation evaluation, int start, List<SchemaNode> applicable) => AddMatching(ref evaluation, start, alternatives, applicable);

    public override void Resolve(Func<SchemaNode, SchemaNode> target)
    {
        for (var i = 0; i < alternatives.Length; i++) alternatives[i] = target(alternatives[i]);
    }
}
