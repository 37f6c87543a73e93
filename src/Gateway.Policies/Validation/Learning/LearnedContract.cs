using System.Text.Json.Nodes;
using Gateway.Policies.Validation.Inventory;

namespace Gateway.Policies.Validation.Learning;

/// <summary>
/// What was seen of one route, as a first OpenAPI document for a person to go over: shapes, never values. A segment of a path that looks like a value is a
/// parameter. Of bounded size; what comes after it is full is not kept. Safe for use by several threads.
/// </summary>
internal sealed class LearnedContract(ShapeBudget? budget = null)
{
    /// <summary>Operations that are kept.</summary>
    public const int MaxOperations = 500;

    private readonly SortedDictionary<string, SortedDictionary<string, LearnedOperation>> _paths = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly ShapeBudget _budget = budget ?? new ShapeBudget();
    private int _operations;

    /// <summary>Requests that found no place.</summary>
    public long NotKept { get; private set; }

    public void AddRequest(string method, string path, IEnumerable<KeyValuePair<string, string>> query, string? mediaType, ReadOnlySpan<byte> json)
    {
        lock (_lock)
        {
            if (Find(method, path, out var values) is { } operation) operation.AddRequest(values, query, mediaType, json);
            else NotKept++;
        }
    }

    public void AddAnswer(string method, string path, int status, string? mediaType, ReadOnlySpan<byte> json)
    {
        lock (_lock) Find(method, path, out _)?.AddAnswer(status, mediaType, json);
    }

    /// <summary>As an OpenAPI 3.1 document.</summary>
    public JsonObject ToDocument(string title)
    {
        lock (_lock)
        {
            var paths = new JsonObject();
            foreach (var (shape, operations) in _paths)
            {
                var (template, parameters) = PathParameters.Name(shape);
                var item = new JsonObject();
                foreach (var (method, operation) in operations) item[method.ToLowerInvariant()] = operation.ToOperation(parameters);
                paths[template] = item;
            }

            return new JsonObject
            {
                ["openapi"] = "3.1.0",
                ["info"] = new JsonObject { ["title"] = title, ["version"] = "0", ["description"] = "Learned from traffic. Go over it before it is enforced: what nobody sent is not in it, and what an attacker sent may be." },
                ["paths"] = paths,
            };
        }
    }

    private LearnedOperation? Find(string method, string path, out IReadOnlyList<string> values)
    {
        var shape = PathShape.Of(path);
        values = PathParameters.Values(shape, path);
        if (_paths.TryGetValue(shape, out var operations) && operations.TryGetValue(method, out var known)) return known;
        if (_operations >= MaxOperations) return null;
        _operations++;
        if (operations is null) _paths[shape] = operations = new(StringComparer.Ordinal);
        return operations[method] = new LearnedOperation(_budget);
    }
}
