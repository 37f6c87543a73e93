using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads the paths of a document and the methods of each.</summary>
internal sealed class PathsReader(OpenApiContext context, SourcePlace root, bool readsResponses, SecurityReader? security)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    private static readonly string[] Members = ["$ref", "summary", "description", "servers", "parameters", .. Methods];

    private readonly OperationReader _operations = new(context, root, readsResponses, security);
    private readonly Dictionary<string, string> _shapes = new(StringComparer.Ordinal);
    private int _count;

    public List<ContractPath> Read()
    {
        var paths = new List<ContractPath>();
        if (context.Object(root, "paths") is not { } all)
        {
            if (root.Find("paths") is null) context.Findings.Error(root, "no paths", "\"paths\" with the operations to enforce");
            return paths;
        }

        foreach (var (name, item) in all.Members())
        {
            if (context.Findings.IsFull) break;
            if (name.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (Template(name, item) is { } template && context.Follow(item) is { } target) paths.Add(Path(template, item, target));
        }

        return paths;
    }

    private PathTemplate? Template(string name, SourcePlace item)
    {
        var (template, problem) = PathTemplate.Parse(name);
        if (template is null)
        {
            context.Findings.Error(item, problem, "a path template such as \"/orders/{id}\"");
            return null;
        }

        var shape = string.Join('/', template.Segments.Select(static s => s.Shape));
        if (_shapes.TryAdd(shape, name)) return template;
        context.Findings.Error(item, $"the same path as \"{_shapes[shape]}\"", "paths that differ in more than the names of parameters");
        return null;
    }

    private ContractPath Path(PathTemplate template, SourcePlace item, SourcePlace target)
    {
        context.WarnUnknown(target, Members);
        security?.RefuseMisplaced(target, isOwner: false);
        // Beside a "$ref" nothing says anything.
        if (!ReferenceEquals(item.Node, target.Node)) security?.RefuseMisplaced(item, isOwner: false);
        var path = new ContractPath(template);
        var shared = context.Items(target, "parameters").ToList();
        foreach (var method in Methods)
        {
            if (target.Find(method) is not { } place || context.Follow(place) is not { } operation) continue;
            if (!ReferenceEquals(place.Node, operation.Node)) security?.RefuseMisplaced(place, isOwner: false);
            if (method == "trace")
            {
                context.Findings.Warn(operation, "TRACE, which the gateway never forwards", "other methods");
                continue;
            }

            if (++_count > ContractLimits.MaxOperations)
            {
                context.Findings.Error(item, $"more than {ContractLimits.MaxOperations} operations", "fewer operations");
                break;
            }

            path.Add(_operations.Read(template, method.ToUpperInvariant(), operation, shared));
        }

        return path;
    }
}
