using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Bodies;

internal static class SchemaViolations
{
    /// <summary>What a schema finds in a value that it does not let through.</summary>
    public static List<ContractViolation> Of(JsonSchemaValidator schema, ReadOnlySpan<byte> json, string? name = null)
    {
        var violations = new List<ContractViolation>();
        foreach (var found in schema.Validate(json).Violations) violations.Add(new("body", name, found.InstancePath, found.Keyword, found.Message));
        // Both looks agree, or the value is refused all the same.
        if (violations.Count == 0) violations.Add(new("body", name, "", "schema", "what the schema allows"));
        return violations;
    }
}
