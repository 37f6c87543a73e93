using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Compilation;

/// <summary>Connects <c>$dynamicRef</c> rules with the schemas of all resources reached that have their anchor.</summary>
internal sealed class DynamicAnchors
{
    private readonly List<(DynamicRefRule Rule, string Anchor)> _rules = [];
    private readonly HashSet<SchemaResource> _reached = [];

    public bool HasRules => _rules.Count > 0;

    public void Add(DynamicRefRule rule, string anchor) => _rules.Add((rule, anchor));

    public void Reach(SchemaResource resource) => _reached.Add(resource);

    /// <summary>Whether there was something new to connect.</summary>
    public bool Connect(SchemaCompiler compiler)
    {
        var changed = false;
        foreach (var (rule, anchor) in _rules)
        {
            foreach (var resource in _reached.ToArray())
            {
                if (rule.Has(resource.Id) || !resource.DynamicAnchors.TryGetValue(anchor, out var element)) continue;
                rule.Add(resource.Id, compiler.NodeOf(element));
                changed = true;
            }
        }

        return changed;
    }
}
