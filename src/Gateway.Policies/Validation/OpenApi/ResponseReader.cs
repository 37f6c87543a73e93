using System.Globalization;
using Gateway.JsonSchema;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Responses;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads the answers of an operation.</summary>
internal sealed class ResponseReader(OpenApiContext context)
{
    private static readonly string[] Members = ["description", "headers", "content", "links"];
    private static readonly string[] HeaderMembers = ["description", "required", "deprecated", "style", "explode", "schema", "example", "examples", "content"];
    private readonly ContentReader _contents = new(context);
    private readonly Dictionary<SourceNode, ContractResponse> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Null where the operation declares none, which OpenAPI 3.1 allows: nothing is said about its answers.</summary>
    public ContractResponses? Read(SourcePlace operation)
    {
        var exact = new Dictionary<int, ContractResponse>();
        var classes = new ContractResponse?[6];
        ContractResponse? otherwise = null;
        if (context.Object(operation, "responses") is not { } responses)
        {
            const string Allowed = "\"responses\" with the statuses of the operation";
            if (operation.Find("responses") is null && context.IsVersion30) context.Findings.Error(operation, "no responses", Allowed);
            else if (operation.Find("responses") is null) context.Findings.Warn(operation, "no responses: answers are not checked", Allowed);
            return null;
        }

        foreach (var (status, place) in responses.Members())
        {
            if (status.StartsWith("x-", StringComparison.Ordinal) || Response(place) is not { } response) continue;
            if (status == "default") otherwise = response;
            else if (status is [>= '1' and <= '5', 'X', 'X']) classes[status[0] - '0'] = response;
            else if (status is [>= '1' and <= '5', _, _] && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code)) exact[code] = response;
            else context.Findings.Error(place, $"the status \"{status}\"", "100 to 599, \"1XX\" to \"5XX\", or \"default\"");
        }

        return new(exact, classes, otherwise);
    }

    private ContractResponse? Response(SourcePlace place)
    {
        if (context.Follow(place) is not { } target) return null;
        if (_known.TryGetValue(target.Node, out var known)) return known;
        context.WarnUnknown(target, Members);
        var response = new ContractResponse(Headers(target), _contents.Read(target, JsonSchemaDirection.Response));
        _known.Add(target.Node, response);
        return response;
    }

    private ContractParameter[] Headers(SourcePlace response)
    {
        if (context.Object(response, "headers") is not { } all) return [];
        var headers = new List<ContractParameter>();
        foreach (var (name, place) in all.Members())
        {
            // OpenAPI 3.1 section 4.8.17.1: the content says it.
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || context.Follow(place) is not { } header) continue;
            context.WarnUnknown(header, HeaderMembers);
            var isJson = header.Find("schema") is null;
            var schema = header.Find("schema") ?? (context.Object(header, "content") is { } content ? content.Members().Select(static m => m.Place.Find("schema")).FirstOrDefault() : null);
            var shape = schema is { } found ? context.Shapes.Of(found) : Schemas.SchemaShape.Unknown;
            headers.Add(new ContractParameter
            {
                Name = name,
                Location = ParameterLocation.Header,
                Style = isJson && schema is not null ? ParameterStyle.Json : ParameterStyle.Simple,
                Explode = context.Boolean(header, "explode", otherwise: false),
                IsRequired = context.Boolean(header, "required", otherwise: false),
                Shape = shape,
                Schema = schema is { } compiled ? context.Compile(compiled, JsonSchemaDirection.Response) : null,
            });
        }

        return [.. headers];
    }
}
