using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads an operation: its parameters with those of its path, its request body, its answers.</summary>
internal sealed class OperationReader(OpenApiContext context, SourcePlace root, bool readsResponses, SecurityReader? security)
{
    private static readonly string[] Members =
        ["tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "responses", "callbacks", "deprecated", "security", "servers"];

    private static readonly string[] BodyMembers = ["description", "content", "required"];

    // OpenAPI 3.1 section 4.8.12.1: definitions of these are ignored, because others (content, security) say it.
    private static readonly string[] IgnoredHeaders = ["Accept", "Content-Type", "Authorization"];

    private readonly ParameterReader _parameters = new(context);
    private readonly ContentReader _contents = new(context);
    private readonly ResponseReader _responses = new(context);
    private readonly SecurityNames _queryKeys = new(context, root);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public ContractOperation Read(PathTemplate template, string method, SourcePlace operation, IReadOnlyList<SourcePlace> shared)
    {
        context.WarnUnknown(operation, Members);
        var parameters = Parameters(operation, shared);
        var headers = parameters.Where(static p => p.Location is ParameterLocation.Header && !IgnoredHeaders.Contains(p.Name, StringComparer.OrdinalIgnoreCase));
        return new ContractOperation
        {
            Method = method,
            Id = Id(template, method, operation),
            PathParameters = PathParameters(template, operation, parameters),
            Query = new QueryPlan([.. parameters.Where(static p => p.Location is ParameterLocation.Query)], _queryKeys.Query(operation)),
            Headers = [.. headers],
            Cookies = [.. parameters.Where(static p => p.Location is ParameterLocation.Cookie)],
            Body = Body(operation),
            Responses = readsResponses ? _responses.Read(operation) : null,
            Security = security?.Of(operation),
        };
    }

    private string Id(PathTemplate template, string method, SourcePlace operation)
    {
        var name = $"{method} {template.Text}";
        if (context.Text(operation, "operationId") is not { } id) return name;
        if (!_ids.TryAdd(id, name)) context.Findings.Error(operation, $"the operationId \"{id}\", which is that of {_ids[id]}", "each operationId once");
        return id;
    }

    // An operation's parameter replaces the path's of the same name and place.
    private List<ContractParameter> Parameters(SourcePlace operation, IReadOnlyList<SourcePlace> shared)
    {
        var own = Read(context.Items(operation, "parameters"));
        foreach (var parameter in Read(shared))
            if (!own.Exists(o => o.Name == parameter.Name && o.Location == parameter.Location)) own.Add(parameter);
        return own;
    }

    private List<ContractParameter> Read(IEnumerable<SourcePlace> places)
    {
        var parameters = new List<ContractParameter>();
        foreach (var place in places)
        {
            if (context.Follow(place) is not { } target || _parameters.Read(target) is not { } parameter) continue;
            if (parameters.Exists(p => p.Name == parameter.Name && p.Location == parameter.Location))
                context.Findings.Error(place, $"the {ContractParameter.NameOf(parameter.Location)} parameter \"{parameter.Name}\" a second time", "each parameter once");
            parameters.Add(parameter);
        }

        return parameters;
    }

    private (ContractParameter, int)[] PathParameters(PathTemplate template, SourcePlace operation, List<ContractParameter> parameters)
    {
        var taken = new List<(ContractParameter, int)>();
        for (var i = 0; i < template.Parameters.Count; i++)
        {
            if (parameters.Find(p => p.Location is ParameterLocation.Path && p.Name == template.Parameters[i]) is { } parameter) taken.Add((parameter, i));
            else context.Findings.Error(operation, $"no parameter for {{{template.Parameters[i]}}} of the path", "a parameter with \"in\": \"path\" for each name in braces");
        }

        foreach (var parameter in parameters.Where(p => p.Location is ParameterLocation.Path && !template.Parameters.Contains(p.Name)))
            context.Findings.Error(operation, $"the path parameter \"{parameter.Name}\", which is not in the path", "names in braces in the path");
        return [.. taken];
    }

    private ContractBody? Body(SourcePlace operation)
    {
        if (operation.Find("requestBody") is not { } place || context.Follow(place) is not { } body) return null;
        context.WarnUnknown(body, BodyMembers);
        return new ContractBody(context.Boolean(body, "required", otherwise: false), _contents.Read(body, JsonSchemaDirection.Request));
    }
}
