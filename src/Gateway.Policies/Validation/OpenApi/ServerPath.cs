using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>The path of the document's first server, which stands in front of all paths of the document.</summary>
internal static class ServerPath
{
    /// <summary>Without a slash at its end; "" for none.</summary>
    public static string Of(SourcePlace root, OpenApiContext context)
    {
        var servers = context.Items(root, "servers").ToList();
        if (servers.Count == 0 || !context.IsObject(servers[0]) || context.Text(servers[0], "url") is not { } url) return "";
        var filled = Fill(url, servers[0], context);
        var path = Path(filled);
        if (path.AsSpan().IndexOfAny('{', '?', '#') >= 0)
        {
            context.Findings.Error(servers[0], $"the address \"{url}\"", "an address without query, whose variables have defaults; or BasePath in the configuration");
            return "";
        }

        return Uri.UnescapeDataString(path.TrimEnd('/'));
    }

    private static string Path(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return url.StartsWith('/') ? url : $"/{url.TrimStart('.', '/')}";
        var path = url.IndexOf('/', scheme + 3);
        return path < 0 ? "" : url[path..];
    }

    private static string Fill(string url, SourcePlace server, OpenApiContext context)
    {
        if (context.Object(server, "variables") is not { } variables) return url;
        foreach (var (name, variable) in variables.Members())
        {
            if (context.IsObject(variable) && context.Text(variable, "default") is { } value) url = url.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return url;
    }
}
