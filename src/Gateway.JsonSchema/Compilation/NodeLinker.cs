using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Compilation;

/// <summary>Finishes the graph: schemas that only refer to others disappear, and those that need no second look are marked.</summary>
internal sealed class NodeLinker(bool keepsScopes, Action<SchemaElement, string> report)
{
    public void Link(List<SchemaNode> nodes)
    {
        if (RefuseLoops(nodes)) return;
        foreach (var node in nodes) Resolve(node);
        foreach (var node in nodes) Simplify(node);
    }

    /// <summary>The schema itself, or what it refers to when it says nothing else.</summary>
    public SchemaNode Target(SchemaNode node)
    {
        while (OnlyReference(node) is { } next) node = next;
        return node;
    }

    private SchemaNode? OnlyReference(SchemaNode node)
    {
        if (node.HasOwnRules || node.Tracks || node.IsSensitive) return null;
        var next = node switch
        {
            { Primary: null, InPlace: [AllOfRule { Schemas: [var only] }] } => only,
            // As Simplify leaves it.
            { Primary: { } primary, InPlace: [] } => primary,
            _ => null,
        };
        return keepsScopes && next?.Resource != node.Resource ? null : next;
    }

    private void Resolve(SchemaNode node)
    {
        if (node.Objects is { } objects)
        {
            for (var i = 0; i < objects.Properties.Length; i++) objects.Properties[i] = Optional(objects.Properties[i]);
            for (var i = 0; i < objects.Patterns.Length; i++) objects.Patterns[i].Value = Target(objects.Patterns[i].Value);
            objects.Additional = Optional(objects.Additional);
            objects.PropertyNames = Optional(objects.PropertyNames);
        }

        if (node.Arrays is { } arrays)
        {
            for (var i = 0; i < arrays.Prefix.Length; i++) arrays.Prefix[i] = Target(arrays.Prefix[i]);
            arrays.Rest = Optional(arrays.Rest);
            arrays.Contains = Optional(arrays.Contains);
        }

        node.UnevaluatedProperties = Optional(node.UnevaluatedProperties);
        node.UnevaluatedItems = Optional(node.UnevaluatedItems);
        foreach (var rule in node.InPlace) rule.Resolve(Target);
    }

    private SchemaNode? Optional(SchemaNode? node) => node is null ? null : Target(node);

    private void Simplify(SchemaNode node)
    {
        if (!node.HasOwnRules && node.Primary is null && Array.Find(node.InPlace, rule => rule is AllOfRule) is AllOfRule first)
        {
            node.Primary = first.Schemas[0];
            var others = first.Schemas[1..];
            node.InPlace = [.. node.InPlace.Where(rule => rule != first), .. others.Length == 0 ? Array.Empty<InPlaceRule>() : [new AllOfRule(node, others)]];
        }

        node.IsComposed = keepsScopes || node.Primary is not null || node.InPlace.Length > 0 || node.Tracks;
    }

    /// <summary>A schema that applies itself to the same value never ends.</summary>
    private bool RefuseLoops(List<SchemaNode> nodes)
    {
        var done = new Dictionary<SchemaNode, bool>();
        var found = false;
        foreach (var root in nodes)
        {
            if (done.ContainsKey(root)) continue;
            var open = new Stack<(SchemaNode Node, IEnumerator<SchemaNode> Children)>();
            done[root] = false;
            open.Push((root, Children(root)));
            while (open.TryPeek(out var top))
            {
                if (!top.Children.MoveNext())
                {
                    done[top.Node] = true;
                    open.Pop();
                }
                else if (!done.TryGetValue(top.Children.Current, out var finished))
                {
                    done[top.Children.Current] = false;
                    open.Push((top.Children.Current, Children(top.Children.Current)));
                }
                else if (!finished)
                {
                    found = true;
                    report(top.Children.Current.Source!, "found a schema that refers to itself for the same value, which never ends; allowed: recursion through members or items");
                }
            }
        }

        return found;
    }

    private static IEnumerator<SchemaNode> Children(SchemaNode node)
        => node.InPlace.Where(rule => rule is not DynamicRefRule).SelectMany(rule => rule.Children).Concat(node.Primary is null ? [] : [node.Primary]).GetEnumerator();
}
