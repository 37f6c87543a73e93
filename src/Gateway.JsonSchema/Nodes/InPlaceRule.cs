using Gateway.JsonSchema.Evaluating;

namespace Gateway.JsonSchema.Nodes;

/// <summary>A keyword that applies other schemas to the value that the schema itself applies to.</summary>
/// <param name="owner">The schema that has the keyword.</param>
internal abstract class InPlaceRule(SchemaNode owner)
{
    public SchemaNode Owner => owner;

    /// <summary>Whether the value at <paramref name="start"/> keeps the keyword. The cursor may be left anywhere.</summary>
    /// <param name="evaluation">The state of the validation.</param>
    /// <param name="start">Where the value starts.</param>
    /// <param name="track">Where to note evaluated members or items; see <see cref="Evaluation"/>.</param>
    public abstract bool Apply(ref Evaluation evaluation, int start, int track);

    /// <summary>Adds the schemas that apply to the value at <paramref name="start"/>: of alternatives those that match, or all when none does.</summary>
    public virtual void AddApplicable(ref Evaluation evaluation, int start, List<SchemaNode> applicable) => applicable.AddRange(Children);

    /// <summary>Adds the alternatives that match, or all when none does: then the value is declared by one of them at least.</summary>
    protected static void AddMatching(ref Evaluation evaluation, int start, SchemaNode[] alternatives, List<SchemaNode> applicable)
    {
        var before = applicable.Count;
        foreach (var alternative in alternatives)
        {
            if (evaluation.Try(alternative, start, Evaluation.NoTrack)) applicable.Add(alternative);
        }

        if (applicable.Count == before) applicable.AddRange(alternatives);
    }

    /// <summary>Replaces schemas that only refer to others.</summary>
    public abstract void Resolve(Func<SchemaNode, SchemaNode> target);

    /// <summary>The schemas it applies.</summary>
    public abstract IEnumerable<SchemaNode> Children { get; }
}
