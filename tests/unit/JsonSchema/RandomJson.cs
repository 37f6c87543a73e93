namespace Gateway.UnitTests.JsonSchema;

/// <summary>Schemas and instances drawn at random from few names and values, so that they have something to do with each other.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Names = ["a", "b", "c", "ab", "x-1"];
    private static readonly string[] Strings = ["\"\"", "\"a\"", "\"ab\"", "\"abc\"", "\"\\u0061\"", "\"1\"", "\"ä😀\"", "\"x-1\"", "\"a\\nb\""];
    private static readonly string[] Numbers = ["0", "1", "-1", "2", "2.0", "3", "1.5", "-0.5", "0.25", "10", "1e1", "100", "-0", "12345678901234567"];
    private static readonly string[] Patterns = ["^a", "b$", "^[a-z]+$", "^x-", "a.c", "^(a|b)*$", "[^a]"];
    private static readonly string[] Types = ["null", "boolean", "object", "array", "string", "number", "integer"];

    private readonly Random _random = new(seed);

    public string Schema()
    {
        var body = Schema(3);
        return body is "true" or "false" ? body : body[..^1] + (body.Length > 2 ? "," : "") + $"\"$defs\":{{\"d\":{Schema(2, references: false)}}}}}";
    }

    public string Value(int depth = 3) => _random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => "null",
        1 => _random.Next(2) == 0 ? "true" : "false",
        2 or 3 => Pick(Numbers),
        4 => Pick(Strings),
        5 => "[" + string.Join(Space(","), Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1))) + "]",
        _ => "{" + string.Join(Space(","), Names.Where(_ => _random.Next(3) > 0).OrderBy(_ => _random.Next()).Select(name => Space($"\"{name}\"") + ":" + Space(Value(depth - 1)))) + "}",
    };

    private string Schema(int depth, bool references = true)
    {
        if (depth == 0 || _random.Next(12) == 0) return _random.Next(4) == 0 ? "false" : _random.Next(2) == 0 ? "true" : $"{{\"type\":\"{Pick(Types)}\"}}";
        var members = new Dictionary<string, string>();
        for (var count = 1 + _random.Next(3); count > 0; count--) Keyword(members, depth, references);
        return "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
    }

    private void Keyword(Dictionary<string, string> members, int depth, bool references)
    {
        string Sub() => Schema(depth - 1, references);
        string Subs() => "[" + string.Join(',', Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Sub())) + "]";
        string Map(IEnumerable<string> keys) => "{" + string.Join(',', keys.Where(_ => _random.Next(2) == 0).Select(key => $"\"{key}\":{Sub()}")) + "}";
        string NameList() => "[" + string.Join(',', Names.Where(_ => _random.Next(4) == 0).Select(name => $"\"{name}\"")) + "]";
        switch (_random.Next(34))
        {
            case 0 or 1: members["type"] = _random.Next(2) == 0 ? $"\"{Pick(Types)}\"" : $"[\"{Pick(Types)}\",\"{Pick(Types)}\"]"; break;
            case 2: members["const"] = Value(2); break;
            case 3: members["enum"] = $"[{Value(2)},{Value(1)},{Value(0)}]"; break;
            case 4: members["minimum"] = Pick(Numbers); break;
            case 5: members["maximum"] = Pick(Numbers); break;
            case 6: members["exclusiveMinimum"] = Pick(Numbers); break;
            case 7: members["exclusiveMaximum"] = Pick(Numbers); break;
            case 8: members["multipleOf"] = new[] { "1", "2", "0.5", "0.1", "3" }[_random.Next(5)]; break;
            case 9: members["minLength"] = _random.Next(4).ToString(); break;
            case 10: members["maxLength"] = _random.Next(4).ToString(); break;
            case 11: members["pattern"] = $"\"{Pick(Patterns)}\""; break;
            case 12: members["minItems"] = _random.Next(3).ToString(); break;
            case 13: members["maxItems"] = _random.Next(4).ToString(); break;
            case 14: members["uniqueItems"] = "true"; break;
            case 15: members["minProperties"] = _random.Next(3).ToString(); break;
            case 16: members["maxProperties"] = _random.Next(5).ToString(); break;
            case 17: members["required"] = NameList(); break;
            case 18: members["dependentRequired"] = $"{{\"{Pick(Names)}\":{NameList()}}}"; break;
            case 19 or 20: members["properties"] = Map(Names); break;
            case 21: members["patternProperties"] = Map(Patterns.Take(4)); break;
            case 22: members["additionalProperties"] = Sub(); break;
            case 23: members["propertyNames"] = Sub(); break;
            case 24: members["items"] = Sub(); break;
            case 25: members["prefixItems"] = Subs(); break;
            case 26:
                members["contains"] = Sub();
                if (_random.Next(2) == 0) members["minContains"] = _random.Next(3).ToString();
                if (_random.Next(2) == 0) members["maxContains"] = _random.Next(3).ToString();
                break;
            case 27: members["allOf"] = Subs(); break;
            case 28: members["anyOf"] = Subs(); break;
            case 29: members["oneOf"] = Subs(); break;
            case 30: members["not"] = Sub(); break;
            case 31:
                members["if"] = Sub();
                members["then"] = Sub();
                members["else"] = Sub();
                break;
            case 32: members["dependentSchemas"] = Map(Names); break;
            default:
                if (references && _random.Next(2) == 0) members["$ref"] = "\"#/$defs/d\"";
                else if (_random.Next(2) == 0) members["unevaluatedProperties"] = Sub();
                else members["unevaluatedItems"] = Sub();
                break;
        }
    }

    private string Space(string text) => _random.Next(6) == 0 ? " " + text + "\n" : text;

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
