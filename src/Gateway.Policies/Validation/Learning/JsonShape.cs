using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Policies.Validation.Learning;

/// <summary>
/// What JSON values that were seen at one place have in common: their types, members and items. No value is kept, only whether all strings were dates, times or
/// UUIDs. Of bounded size. Not safe for use by several threads.
/// </summary>
internal sealed class JsonShape(ShapeBudget budget)
{
    /// <summary>Objects and arrays inside each other that are looked into.</summary>
    public const int MaxDepth = 24;

    /// <summary>Names of members of one object that are told apart; an object with more is a map.</summary>
    public const int MaxMembers = 100;

    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private ShapeTypes _types;
    private StringFormats _formats = StringFormats.All;
    private JsonShape? _items;
    private long _objects;
    private bool _isMap;

    /// <summary>Takes in the value that the reader stands at, and leaves the reader at its end.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Add(ref Utf8JsonReader reader, int depth = 0)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                AddObject(ref reader, depth);
                break;
            case JsonTokenType.StartArray:
                AddArray(ref reader, depth);
                break;
            case JsonTokenType.String:
                _types |= ShapeTypes.String;
                if (_formats is not StringFormats.None) _formats &= StringFormat.Of(ref reader);
                break;
            case JsonTokenType.Number:
                _types |= reader.TryGetInt64(out _) ? ShapeTypes.Integer : ShapeTypes.Number;
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _types |= ShapeTypes.Boolean;
                break;
            default:
                _types |= ShapeTypes.Null;
                break;
        }
    }

    /// <summary>Takes in a text that stands for a value: of a path, a query or a form.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        if (long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _)) _types |= ShapeTypes.Integer;
        else if (text is "true" or "false") _types |= ShapeTypes.Boolean;
        else
        {
            _types |= ShapeTypes.String;
            if (_formats is not StringFormats.None) _formats &= StringFormat.Of(text);
        }
    }

    /// <summary>As a JSON Schema.</summary>
    public JsonObject ToSchema()
    {
        var schema = new JsonObject();
        // What may be a fraction may be whole; a text that once looked like a number is a text.
        var types = _types.HasFlag(ShapeTypes.Number) ? _types & ~ShapeTypes.Integer : _types;
        var names = types.Names();
        if (names.Count == 1) schema["type"] = names[0];
        else if (names.Count > 1) schema["type"] = new JsonArray([.. names.Select(static n => (JsonNode)n)]);
        if (types.HasFlag(ShapeTypes.String) && StringFormat.Name(_formats) is { } format) schema["format"] = format;
        if (types.HasFlag(ShapeTypes.Object)) WriteMembers(schema);
        if (types.HasFlag(ShapeTypes.Array) && _items is not null) schema["items"] = _items.ToSchema();
        return schema;
    }

    /// <summary>As the schema of a text: one type.</summary>
    public JsonObject ToTextSchema()
    {
        if (_types is ShapeTypes.Integer) return new JsonObject { ["type"] = "integer" };
        if (_types is ShapeTypes.Boolean) return new JsonObject { ["type"] = "boolean" };
        var schema = new JsonObject { ["type"] = "string" };
        if (_types is ShapeTypes.String && StringFormat.Name(_formats) is { } format) schema["format"] = format;
        return schema;
    }

    private void WriteMembers(JsonObject schema)
    {
        if (_isMap)
        {
            schema["additionalProperties"] = true;
            return;
        }

        var properties = new JsonObject();
        foreach (var (name, member) in _members.OrderBy(static m => m.Key, StringComparer.Ordinal)) properties[name] = member.Shape.ToSchema();
        schema["properties"] = properties;
        var required = _members.Where(m => m.Value.Seen == _objects).Select(static m => m.Key).Order(StringComparer.Ordinal).ToList();
        if (required.Count > 0) schema["required"] = new JsonArray([.. required.Select(static n => (JsonNode)n)]);
        schema["additionalProperties"] = false;
    }

    private void AddObject(ref Utf8JsonReader reader, int depth)
    {
        _types |= ShapeTypes.Object;
        _objects++;
        if (depth >= MaxDepth || _isMap)
        {
            _isMap = true;
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (_isMap || (!_members.TryGetValue(name, out var member) && (_members.Count >= MaxMembers || !budget.TryTake(name))))
            {
                _isMap = true;
                _members.Clear();
                reader.Skip();
                continue;
            }

            if (member is null) _members[name] = member = new Member(new JsonShape(budget));
            member.Seen++;
            member.Shape.Add(ref reader, depth + 1);
        }
    }

    private void AddArray(ref Utf8JsonReader reader, int depth)
    {
        _types |= ShapeTypes.Array;
        if (depth >= MaxDepth)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray) (_items ??= new JsonShape(budget)).Add(ref reader, depth + 1);
    }

    private sealed class Member(JsonShape shape)
    {
        public JsonShape Shape { get; } = shape;

        public long Seen { get; set; }
    }
}
