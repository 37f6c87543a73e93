using System.Text.Json;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Compilation;

internal sealed partial class SchemaReader
{
    /// <summary>Reads <c>$ref</c> and <c>$dynamicRef</c>; true when nothing beside counts.</summary>
    private bool ReadReference()
    {
        if (Get("$ref", JsonValueKind.String) is { } reference)
        {
            if (Follow(reference) is { } target) _inPlace.Add(new AllOfRule(node, [compiler.NodeOf(target)]));
            if (_dialect.RefStandsAlone)
            {
                node.InPlace = [.. _inPlace];
                return true;
            }
        }

        if (_dialect.Is202012 && Get("$dynamicRef", JsonValueKind.String) is { } dynamic && Follow(dynamic) is { } initial) AddDynamic(dynamic, initial);
        return false;
    }

    private SchemaElement? Follow(SchemaElement reference)
    {
        var target = compiler.Registry.Resolve(resource, reference.Text, out var problem);
        if (target is null) Report(reference, problem);
        return target;
    }

    /// <summary>Only a fragment that is a dynamic anchor of its first target makes the reference dynamic (2020-12 core, 8.2.3.2).</summary>
    private void AddDynamic(SchemaElement reference, SchemaElement initial)
    {
        var first = compiler.NodeOf(initial);
        var anchor = reference.Text[(reference.Text.IndexOf('#', StringComparison.Ordinal) + 1)..];
        var isDynamic = anchor.Length > 0 && initial["$dynamicAnchor"] is { Kind: JsonValueKind.String } own && own.Text == anchor;
        if (!isDynamic)
        {
            _inPlace.Add(new AllOfRule(node, [first]));
            return;
        }

        var rule = new DynamicRefRule(node, first);
        compiler.AddDynamic(rule, anchor);
        _inPlace.Add(rule);
    }
}
