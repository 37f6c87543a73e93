using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>
/// Makes a contract of an OpenAPI document, 3.0 or 3.1: (1) reads it and every file that it refers to, (2) the version, (3) the base path,
/// (4) each operation with all of its schemas compiled. Every mistake is a finding; what the gateway does not enforce is not looked at.
/// </summary>
internal static class OpenApiReader
{
    private static readonly string[] Members = ["openapi", "$self", "info", "jsonSchemaDialect", "servers", "paths", "webhooks", "components", "security", "tags", "externalDocs"];

    // Scans before the schema, which the operator's RequestLimits set closer bounds to: these only keep a body from being a burden.
    internal static readonly JsonSchemaLimits Limits = new() { MaxDepth = 256, MaxMembers = 1_000_000, MaxItems = 10_000_000, MaxStringBytes = 256 << 20, MaxBytes = 256 << 20 };

    /// <summary>The contract; null when there is an error among the findings.</summary>
    public static ContractDocument? Read(ContractSettings settings, SourceFindings findings, out IReadOnlyList<FileStamp> files)
    {
        var documents = new DocumentSet(settings.Folder, AddressMap.Parse(settings.Addresses), findings);
        var root = documents.Load(settings.Path);
        files = documents.Stamps;
        if (root is null || Version(root.Start, findings) is not { } isVersion30 || findings.AnyError) return null;
        var dialect = isVersion30 ? JsonSchemaDialect.OpenApi30 : Dialect(root.Start, findings);
        var schemas = new ContractSchemas(documents, dialect, settings.AssertsFormats, Limits, findings);
        var context = new OpenApiContext(documents, schemas, findings, isVersion30);
        context.WarnUnknown(root.Start, Members);
        var basePath = settings.BasePath ?? ServerPath.Of(root.Start, context);
        var security = settings.ReadsSecurity ? new SecurityReader(context, root.Start) : null;
        var paths = new PathsReader(context, root.Start, settings.ReadsResponses, security).Read();
        schemas.Complete();
        return findings.AnyError ? null : new ContractDocument(settings.Path, basePath, paths) { Security = security?.Result };
    }

    private static bool? Version(SourcePlace root, SourceFindings findings)
    {
        const string Allowed = "\"openapi\": \"3.0.x\" or \"3.1.x\"";
        if (root.Find("openapi") is { } version)
        {
            if (version.Node.Text is { } text && version.Node.Kind is SourceKind.String)
            {
                if (text.StartsWith("3.0.", StringComparison.Ordinal)) return true;
                if (text.StartsWith("3.1.", StringComparison.Ordinal)) return false;
            }

            findings.Error(version, version.Node.Describe(), Allowed);
        }
        else
        {
            findings.Error(root, root.Find("swagger") is null ? "no OpenAPI version" : "a Swagger document", Allowed);
        }

        return null;
    }

    private static JsonSchemaDialect Dialect(SourcePlace root, SourceFindings findings)
    {
        if (root.Find("jsonSchemaDialect") is not { } place) return JsonSchemaDialect.OpenApi31;
        switch (place.Node.Text?.TrimEnd('#'))
        {
            case "https://spec.openapis.org/oas/3.1/dialect/base":
                return JsonSchemaDialect.OpenApi31;
            case "https://json-schema.org/draft/2020-12/schema":
                return JsonSchemaDialect.Draft202012;
            case "http://json-schema.org/draft-07/schema":
                return JsonSchemaDialect.Draft7;
            default:
                findings.Error(place, place.Node.Describe(), "the dialect of OpenAPI 3.1, of JSON Schema 2020-12 or of draft-07");
                return JsonSchemaDialect.OpenApi31;
        }
    }
}
