using Gateway.JsonSchema.Evaluating;
using Gateway.JsonSchema.Nodes;

namespace Gateway.JsonSchema.Projection;

/// <summary>The schemas that apply to one value, those that others apply to it in place included.</summary>
internal sealed class ApplicableSchemas
{
    private readonly List<SchemaNode> _schemas;

    private ApplicableSchemas(List<SchemaNode> schemas) => _schemas = schemas;

    public static ApplicableSchemas Of(List<SchemaNode> schemas, ref Evaluation evaluation, int start)
    {
        // Each once: alternatives of alternatives often lead to the same, and dynamic references may lead back.
        var known = new HashSet<SchemaNode>();
        for (var i = 0; i < schemas.Count; i++)
        {
            var schema = schemas[i];
            if (!known.Add(schema)) continue;
            if (schema.Primary is { } primary) schemas.Add(primary);
            foreach (var rule in schema.InPlace) rule.AddApplicable(ref evaluation, start, schemas);
        }

        return new ApplicableSchemas([.. known]);
    }

    public bool IsSensitive => _schemas.Exists(schema => schema.IsSensitive);

    /// <summary>Whether any schema says which members there are. Where none does, as for <c>"type": "object"</c> alone, any member is meant.</summary>
    public bool DeclareMembers => _schemas.Exists(schema => schema.UnevaluatedProperties is not null
        || schema.Objects is { } rules && (rules.Additional is not null || rules.Patterns.Length > 0 || Array.Exists(rules.Properties, property => property is not null)));

    /// <summary>The schemas of a member; null when it is declared by none.</summary>
    public List<SchemaNode>? OfMember(ReadOnlySpan<byte> name)
    {
        var found = new List<SchemaNode>();
        foreach (var schema in _schemas)
        {
            if (schema.Objects is { } rules) AddDeclared(rules, name, found);
        }

        if (found.Count == 0)
        {
            foreach (var schema in _schemas)
            {
                if (schema.UnevaluatedProperties is { } rest) found.Add(rest);
            }
        }

        // A schema that allows nothing, or not in this direction, has the last word.
        return found.Count == 0 || found.Exists(schema => schema.Refusal is not null) ? null : found;
    }

    public List<SchemaNode> OfItem(int index)
    {
        var found = new List<SchemaNode>();
        foreach (var schema in _schemas)
        {
            if (schema.Arrays is { } rules && (index < rules.Prefix.Length ? rules.Prefix[index] : rules.Rest) is { } item) found.Add(item);
            else if (schema.UnevaluatedItems is { } rest) found.Add(rest);
        }

        return found;
    }

    private static void AddDeclared(ObjectRules rules, ReadOnlySpan<byte> name, List<SchemaNode> found)
    {
        var before = found.Count;
        var index = rules.Names.Find(name);
        if (index >= 0 && rules.Properties[index] is { } property) found.Add(property);
        foreach (var (pattern, schema) in rules.Patterns)
        {
            if (pattern.IsMatch(name)) found.Add(schema);
        }

        if (found.Count == before && rules.Additional is { Refusal: null } additional) found.Add(additional);
    }
}
