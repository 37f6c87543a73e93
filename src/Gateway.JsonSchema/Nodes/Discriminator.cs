using Gateway.JsonSchema.Evaluating;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Nodes;

/// <summary>
/// OpenAPI's <c>discriminator</c>: a hint which of the alternatives is meant, by a member's value. It never decides validity: it orders the search and chooses whose violations to show.
/// </summary>
internal sealed class Discriminator(byte[] property, Utf8Table values, int[] alternatives)
{
    /// <summary>Index of the alternative that the object at a place names, or -1.</summary>
    public int Find(ref Evaluation evaluation, int start)
    {
        var position = evaluation.FindMember(start, property);
        if (position < 0) return -1;
        var index = evaluation.FindString(position, values);
        return index < 0 ? -1 : alternatives[index];
    }
}
