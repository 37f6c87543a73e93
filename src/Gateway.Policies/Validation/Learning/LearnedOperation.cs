using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gateway.Policies.Validation.Learning;

/// <summary>What was seen of one method of one path. Of bounded size. Not safe for use by several threads.</summary>
internal sealed partial class LearnedOperation(ShapeBudget budget)
{
    /// <summary>Query parameters, statuses and media types that are told apart, each.</summary>
    public const int MaxNames = 50;

    private readonly Dictionary<string, (JsonShape Shape, long Seen)> _query = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonShape?> _request = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<string, JsonShape?>> _answers = [];
    private readonly List<JsonShape> _path = [];
    private long _bodies;

    /// <summary>Requests seen.</summary>
    public long Requests { get; private set; }

    public void AddRequest(IReadOnlyList<string> pathValues, IEnumerable<KeyValuePair<string, string>> query, string? mediaType, ReadOnlySpan<byte> json)
    {
        Requests++;
        for (var i = 0; i < pathValues.Count; i++)
        {
            if (_path.Count == i) _path.Add(new JsonShape(budget));
            _path[i].Add(pathValues[i]);
        }

        foreach (var (name, value) in query)
        {
            if (!_query.TryGetValue(name, out var known))
            {
                if (_query.Count >= MaxNames || !budget.TryTake(name)) continue;
                known = (new JsonShape(budget), 0);
            }

            known.Shape.Add(value);
            _query[name] = (known.Shape, known.Seen + 1);
        }

        if (mediaType is null) return;
        _bodies++;
        Add(_request, mediaType, json);
    }

    public void AddAnswer(int status, string? mediaType, ReadOnlySpan<byte> json)
    {
        if (!_answers.TryGetValue(status, out var contents))
        {
            if (_answers.Count >= MaxNames) return;
            _answers[status] = contents = new(StringComparer.Ordinal);
        }

        if (mediaType is not null) Add(contents, mediaType, json);
    }

    /// <summary>As an operation object of OpenAPI.</summary>
    public JsonObject ToOperation(IReadOnlyList<string> pathParameters)
    {
        var parameters = new JsonArray();
        for (var i = 0; i < pathParameters.Count; i++)
            parameters.Add(new JsonObject { ["name"] = pathParameters[i], ["in"] = "path", ["required"] = true, ["schema"] = i < _path.Count ? _path[i].ToTextSchema() : new JsonObject { ["type"] = "string" } });
        foreach (var (name, (shape, seen)) in _query.OrderBy(static q => q.Key, StringComparer.Ordinal))
        {
            var parameter = new JsonObject { ["name"] = name, ["in"] = "query", ["schema"] = shape.ToTextSchema() };
            if (seen >= Requests) parameter["required"] = true;
            parameters.Add(parameter);
        }

        var operation = new JsonObject { ["description"] = string.Create(CultureInfo.InvariantCulture, $"Seen in {Requests} requests.") };
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (_request.Count > 0) operation["requestBody"] = new JsonObject { ["required"] = _bodies >= Requests, ["content"] = Contents(_request) };
        var answers = new JsonObject();
        foreach (var (status, contents) in _answers.OrderBy(static a => a.Key))
        {
            var answer = new JsonObject { ["description"] = "Seen." };
            if (contents.Count > 0) answer["content"] = Contents(contents);
            answers[status.ToString(CultureInfo.InvariantCulture)] = answer;
        }

        if (answers.Count == 0) answers["default"] = new JsonObject { ["description"] = "No answer was seen." };
        operation["responses"] = answers;
        return operation;
    }

    private static JsonObject Contents(Dictionary<string, JsonShape?> contents)
    {
        var content = new JsonObject();
        foreach (var (mediaType, shape) in contents.OrderBy(static c => c.Key, StringComparer.Ordinal))
            content[mediaType] = shape is null ? new JsonObject() : new JsonObject { ["schema"] = shape.ToSchema() };
        return content;
    }

    // A body that is no JSON teaches nothing but its type; one that breaks off within, what came before.
    private void Add(Dictionary<string, JsonShape?> contents, string mediaType, ReadOnlySpan<byte> json)
    {
        mediaType = mediaType.ToLowerInvariant();
        if (!MediaTypeName().IsMatch(mediaType) || (!contents.TryGetValue(mediaType, out var shape) && (contents.Count >= MaxNames || !budget.TryTake(mediaType)))) return;
        if (!json.IsEmpty)
        {
            try
            {
                var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
                if (reader.Read()) (shape ??= new JsonShape(budget)).Add(ref reader);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                // What was read until then counts. (Half a surrogate pair is the latter to the reader.)
            }
        }

        contents[mediaType] = shape;
    }

    [GeneratedRegex("^[a-z0-9.+_-]{1,60}/[a-z0-9.+_-]{1,60}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex MediaTypeName();
}
