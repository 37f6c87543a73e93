using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Compile;

/// <summary>One transformation of the rule set, with a number of its own and the bytes without which it changes nothing.</summary>
internal sealed record TransformOp(int Id, Transformation Transformation, uint Triggers);

/// <summary>A step in the tree of all pipelines: what several rules begin with is computed once per value.</summary>
internal readonly record struct PipelineNode(int Parent, TransformOp Step);

/// <summary>The transformations of a rule, in order.</summary>
/// <param name="Node">Its end in the tree; 0 is the value as it came.</param>
/// <param name="Steps">The transformations.</param>
/// <param name="Nodes">The node behind each step.</param>
internal sealed record Pipeline(int Node, TransformOp[] Steps, int[] Nodes)
{
    public static readonly Pipeline None = new(0, [], []);
}
