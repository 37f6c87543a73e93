using Gateway.JsonSchema;

namespace Gateway.Cli.Contract;

/// <summary>Names of dialects on the command line.</summary>
internal static class ContractDialects
{
    public const string Allowed = "draft2020-12, draft7, openapi3.0 or openapi3.1";

    public static JsonSchemaDialect? Find(string name) => name switch
    {
        "draft2020-12" => JsonSchemaDialect.Draft202012,
        "draft7" => JsonSchemaDialect.Draft7,
        "openapi3.0" => JsonSchemaDialect.OpenApi30,
        "openapi3.1" => JsonSchemaDialect.OpenApi31,
        _ => null,
    };
}
