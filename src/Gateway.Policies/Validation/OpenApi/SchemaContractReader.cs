using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Makes a contract of JSON schemas: one for bodies, one for the query, one for header fields.</summary>
internal static class SchemaContractReader
{
    /// <summary>The contract; null when there is an error among the findings.</summary>
    public static SchemaContract? Read(SchemaSettings settings, SourceFindings findings, out IReadOnlyList<FileStamp> files)
    {
        var stamps = new List<FileStamp>();
        var body = Read(settings.Body, settings, findings, stamps);
        var query = Read(settings.Query, settings, findings, stamps);
        var headers = Read(settings.Headers, settings, findings, stamps);
        files = stamps;
        if (findings.AnyError) return null;
        return new SchemaContract(body?.Schema, query is { } q ? new FieldSet(Plan(q.Shape), q.Schema) : null, headers is { } h ? new FieldSet(Plan(h.Shape), h.Schema) : null);
    }

    private static (JsonSchemaValidator Schema, SchemaShape Shape)? Read(string? path, SchemaSettings settings, SourceFindings findings, List<FileStamp> stamps)
    {
        if (path is null) return null;
        var documents = new DocumentSet(settings.Folder ?? Path.GetDirectoryName(path)!, AddressMap.Parse(settings.Addresses), findings);
        var document = documents.Load(path);
        stamps.AddRange(documents.Stamps);
        if (document is null || findings.AnyError) return null;
        var schemas = new ContractSchemas(documents, JsonSchemaDialect.Draft202012, settings.AssertsFormats, OpenApiReader.Limits, findings);
        var compiled = schemas.Compile(document.Start, JsonSchemaDirection.Any);
        schemas.Complete();
        return compiled is null ? null : (compiled, new SchemaShapes(documents).Of(document.Start));
    }

    // Members are written as OpenAPI's default has it: lists repeat the name in a query and have commas in a header.
    private static QueryPlan Plan(SchemaShape shape)
    {
        var parameters = shape.Properties.Select(static p => new ContractParameter
        {
            Name = p.Key,
            Location = ParameterLocation.Query,
            Style = p.Value.IsObject && !p.Value.IsScalar ? ParameterStyle.Json : ParameterStyle.Form,
            Explode = true,
            IsRequired = false,
            Shape = p.Value,
            Schema = null,
        });
        return new QueryPlan([.. parameters], []);
    }
}
