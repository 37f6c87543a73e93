using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Query parameters that the document's security schemes name: an API key in the query is no undeclared parameter.</summary>
internal sealed class SecurityNames(OpenApiContext context, SourcePlace root)
{
    private readonly Dictionary<string, string> _inQuery = Schemes(context, root);

    public IEnumerable<string> Query(SourcePlace operation)
    {
        if (_inQuery.Count == 0) return [];
        var requirements = operation.Find("security") is null ? context.Items(root, "security") : context.Items(operation, "security");
        return requirements.SelectMany(static r => r.Node.Members).Select(m => _inQuery.GetValueOrDefault(m.Name)).OfType<string>();
    }

    private static Dictionary<string, string> Schemes(OpenApiContext context, SourcePlace root)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (context.Object(root, "components") is not { } components || context.Object(components, "securitySchemes") is not { } schemes) return names;
        foreach (var (name, place) in schemes.Members())
        {
            if (context.Follow(place) is { } scheme && scheme.Node.String("type") == "apiKey" && scheme.Node.String("in") == "query" && scheme.Node.String("name") is { } parameter)
                names.Add(name, parameter);
        }

        return names;
    }
}
