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

    /// <summary>Replaces schemas that only refer to others.</summary>
    public abstract void Resolve(Func<SchemaNode, SchemaNode> target);

    /// <summary>The schemas it applies.</summary>
    public abstract IEnumerable<SchemaNode> Children { get; }
}
