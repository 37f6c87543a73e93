using System.Text.Json;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Compilation;

internal sealed partial class SchemaReader
{
    private void ReadArrays()
    {
        var rules = new ArrayRules();
        if (_dialect.Applicators)
        {
            ReadItems(rules);
            rules.Contains = GetSchema("contains");
            rules.ContainsEvaluates = _dialect.Is202012;
        }

        if (_dialect.Validation)
        {
            rules.MinItems = GetCount("minItems", 0);
            rules.MaxItems = GetCount("maxItems", long.MaxValue);
            rules.Unique = GetFlag("uniqueItems");
            if (_dialect.Is202012)
            {
                rules.MinContains = GetCount("minContains", 1);
                rules.MaxContains = GetCount("maxContains", long.MaxValue);
            }
        }

        if (rules.Prefix.Length > 0 || rules is not { Rest: null, Contains: null, MinItems: 0, MaxItems: long.MaxValue, Unique: false }) node.Arrays = rules;
    }

    private void ReadItems(ArrayRules rules)
    {
        if (_dialect.Is202012)
        {
            rules.Prefix = GetSchemas("prefixItems") ?? [];
            rules.Rest = GetSchema("items");
        }
        else if (schema["items"] is { Kind: JsonValueKind.Array } list)
        {
            rules.Prefix = [.. list.Children.Select(compiler.NodeOf)];
            rules.Rest = GetSchema("additionalItems");
        }
        else
        {
            rules.Rest = GetSchema("items");
        }
    }

    private void ReadUnevaluated()
    {
        if (!_dialect.Is202012 || !_dialect.Unevaluated) return;
        node.UnevaluatedProperties = GetSchema("unevaluatedProperties");
        node.UnevaluatedItems = GetSchema("unevaluatedItems");
    }
}
