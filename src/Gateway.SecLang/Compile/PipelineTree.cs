using System.Text;
using Gateway.SecLang.Parsing;
using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Compile;

/// <summary>Collects the pipelines of all rules into one tree.</summary>
internal sealed class PipelineTree(UnicodeMap? map, Diagnostics diagnostics)
{
    /// <summary>No rule set comes near; each step may make the value longer.</summary>
    private const int MaxSteps = 32;

    private readonly Dictionary<string, TransformOp> _ops = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(int Parent, int Step), int> _index = [];
    private readonly List<PipelineNode> _nodes = [default];
    private readonly Dictionary<int, Pipeline> _pipelines = new() { [0] = Pipeline.None };

    public PipelineNode[] Nodes => [.. _nodes];

    /// <summary>The pipeline of a link: the defaults of its phase and its own steps, from the last <c>t:none</c> on.</summary>
    public Pipeline Of(IReadOnlyList<TransformStep> defaults, IReadOnlyList<TransformStep> own)
    {
        var steps = new List<TransformOp>();
        foreach (var step in defaults.Concat(own))
        {
            if (step.IsNone) steps.Clear();
            else if (Find(step) is { } op) steps.Add(op);
        }

        if (steps.Count > MaxSteps)
        {
            diagnostics.Error(own.Count > 0 ? own[0].Position : defaults[0].Position, $"This rule has {steps.Count} transformations; allowed: up to {MaxSteps}.");
            return Pipeline.None;
        }

        var nodes = new int[steps.Count];
        var node = 0;
        for (var i = 0; i < nodes.Length; i++) nodes[i] = node = Child(node, steps[i]);
        if (_pipelines.TryGetValue(node, out var known)) return known;
        return _pipelines[node] = new Pipeline(node, [.. steps], nodes);
    }

    private int Child(int parent, TransformOp step)
    {
        if (_index.TryGetValue((parent, step.Id), out var node)) return node;
        node = _nodes.Count;
        _nodes.Add(new PipelineNode(parent, step));
        _index.Add((parent, step.Id), node);
        return node;
    }

    private TransformOp? Find(TransformStep step)
    {
        if (Transformations.Find(Encoding.Latin1.GetBytes(step.Name), map) is not { } transformation)
        {
            diagnostics.Error(step.Position, $"t:{step.Name} is not the name of a transformation.");
            return null;
        }

        // Two spellings of one transformation are one step.
        if (!_ops.TryGetValue(transformation.Name, out var op)) _ops.Add(transformation.Name, op = new TransformOp(_ops.Count, transformation, ByteShape.TriggersOf(transformation.Name)));
        return op;
    }
}
