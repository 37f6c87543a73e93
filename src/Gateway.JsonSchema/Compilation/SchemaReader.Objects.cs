using System.Text;
using System.Text.Json;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Patterns;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Compilation;

internal sealed partial class SchemaReader
{
    private void ReadObjects()
    {
        var names = new List<string>();
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        var schemas = new List<SchemaNode?>();
        var rules = new ObjectRules();
        if (_dialect.Applicators)
        {
            ReadProperties();
            rules.Patterns = ReadPatterns();
            rules.Additional = GetSchema("additionalProperties");
            rules.PropertyNames = GetSchema("propertyNames");
            rules.ByNameOnly = rules.Patterns.Length == 0 && rules.PropertyNames is null;
        }

        var required = new List<int>();
        var dependent = new List<(int Index, List<int> Required)>();
        if (_dialect.Validation)
        {
            if (schema["required"] is { } list)
            {
                var refused = RefusedNames();
                required.AddRange(GetNames(list).Where(name => !refused.Contains(name)).Select(IndexOf));
            }

            ReadDependentNames();
            rules.MinProperties = GetCount("minProperties", 0);
            rules.MaxProperties = GetCount("maxProperties", long.MaxValue);
        }

        if (names.Count == 0 && rules is { ByNameOnly: true, Additional: null, MinProperties: 0, MaxProperties: long.MaxValue }) return;
        rules.Names = new Utf8Table([.. names.Select(Encoding.UTF8.GetBytes)]);
        rules.Properties = [.. schemas];
        rules.Required = Bits(required);
        rules.DependentRequired = [.. dependent.Select(entry => (entry.Index, Bits(entry.Required)))];
        node.Objects = rules;

        int IndexOf(string name)
        {
            if (indexes.TryGetValue(name, out var known)) return known;
            names.Add(name);
            schemas.Add(null);
            return indexes[name] = names.Count - 1;
        }

        void ReadProperties()
        {
            foreach (var property in Get("properties", JsonValueKind.Object)?.Children ?? [])
            {
                var refusal = RefusalOf(property);
                schemas[IndexOf(property.Name!)] = refusal is null ? compiler.NodeOf(property) : new SchemaNode(property, resource.Id) { Refusal = refusal };
            }
        }

        void ReadDependentNames()
        {
            foreach (var keyword in new[] { "dependentRequired", "dependencies" })
            {
                if (keyword == "dependentRequired" && _dialect.Kind == JsonSchemaDialect.Draft7) continue;
                foreach (var entry in Get(keyword, JsonValueKind.Object)?.Children ?? [])
                {
                    if (keyword == "dependencies" && entry.Kind != JsonValueKind.Array) continue;
                    dependent.Add((IndexOf(entry.Name!), [.. GetNames(entry).Select(IndexOf)]));
                }
            }
        }

        ulong[] Bits(List<int> set)
        {
            var words = new ulong[set.Count == 0 ? 0 : rules.Words];
            foreach (var index in set) words[index >> 6] |= 1UL << (index & 63);
            return words;
        }
    }

    private (Pattern, SchemaNode)[] ReadPatterns()
    {
        var patterns = new List<(Pattern, SchemaNode)>();
        foreach (var entry in Get("patternProperties", JsonValueKind.Object)?.Children ?? [])
        {
            if (compiler.PatternOf(entry, entry.Name!) is { } pattern) patterns.Add((pattern, compiler.NodeOf(entry)));
        }

        return [.. patterns];
    }
}
