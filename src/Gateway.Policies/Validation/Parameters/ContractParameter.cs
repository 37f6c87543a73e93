using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>A parameter of an operation, ready to be checked.</summary>
internal sealed class ContractParameter
{
    public required string Name { get; init; }

    public required ParameterLocation Location { get; init; }

    public required ParameterStyle Style { get; init; }

    public required bool Explode { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>"name=" without a value is accepted whatever the schema says.</summary>
    public bool AllowsEmpty { get; init; }

    public required SchemaShape Shape { get; init; }

    /// <summary>Judges the value; null when every value will do.</summary>
    public required JsonSchemaValidator? Schema { get; init; }

    /// <summary>The place as violations name it.</summary>
    public static string NameOf(ParameterLocation location) => location switch
    {
        ParameterLocation.Path => "path",
        ParameterLocation.Query => "query",
        ParameterLocation.Header => "header",
        _ => "cookie",
    };

    public ContractViolation Violation(string keyword, string message, string pointer = "") => new(NameOf(Location), Name, pointer, keyword, message);
}
