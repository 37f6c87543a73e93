namespace Gateway.JsonSchema;

/// <summary>One place where an instance does not keep its schema. Holds no value of the instance but the names on the path to it.</summary>
/// <param name="InstancePath">JSON Pointer of the value in the instance; empty for the whole instance.</param>
/// <param name="SchemaPath">JSON Pointer of the keyword in its schema document, behind the document's URI and <c>#</c> when that is not the document compiled; empty for what is refused whatever the schema says.</param>
/// <param name="Keyword">The keyword; <c>json</c> for what is not JSON, <c>limit</c> for a bound that is exceeded, <c>false</c> where the schema allows no value.</param>
/// <param name="Message">What is allowed.</param>
public readonly record struct JsonSchemaViolation(string InstancePath, string SchemaPath, string Keyword, string Message);

/// <summary>The outcome of a validation.</summary>
public sealed class JsonSchemaResult
{
    internal static readonly JsonSchemaResult Valid = new([], truncated: false);

    internal JsonSchemaResult(IReadOnlyList<JsonSchemaViolation> violations, bool truncated) => (Violations, IsTruncated) = (violations, truncated);

    /// <summary>Whether the instance keeps the schema.</summary>
    public bool IsValid => Violations.Count == 0;

    /// <summary>What it does not keep, in the order found; at most <see cref="JsonSchemaLimits.MaxViolations"/>.</summary>
    public IReadOnlyList<JsonSchemaViolation> Violations { get; }

    /// <summary>Whether the search stopped at <see cref="JsonSchemaLimits.MaxViolations"/>.</summary>
    public bool IsTruncated { get; }
}
