using System.Text;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Waf.Forms;

/// <summary>Which hint belongs to which argument, by the names that the rules' engine gives to arguments.</summary>
internal sealed class ArgumentHints
{
    /// <summary>A body of more declared members is not described to its end.</summary>
    private const int MaxNames = 2_000;
    private const int MaxDepth = 4;

    private readonly Dictionary<ulong, ValueHint> _hints = [];

    public IReadOnlyDictionary<ulong, ValueHint> Hints => _hints;

    /// <summary>Of a query or of a form.</summary>
    public static ArgumentHints Of(QueryPlan plan)
    {
        var hints = new ArgumentHints();
        foreach (var parameter in plan.Parameters)
        {
            var shape = parameter.Shape;
            if (parameter.Style is ParameterStyle.Json) continue;
            if (QueryPlan.IsSpread(parameter)) hints.AddMembers(shape, static name => name);
            else if (parameter.Style is ParameterStyle.DeepObject) hints.AddMembers(shape, name => $"{parameter.Name}[{name}]");
            else if (!shape.IsArray) hints.Add(parameter.Name, shape.Hint);
            else if (parameter is { Style: ParameterStyle.Form, Explode: true }) hints.Add(parameter.Name, shape.Items?.Hint);
        }

        return hints;
    }

    /// <summary>Of a body; none for what is neither JSON nor a form.</summary>
    public static ArgumentHints Of(ContractContent content)
    {
        if (content.Fields is { } fields) return Of(fields);
        var hints = new ArgumentHints();
        if (content.Kind is null or Validation.Bodies.BodyKind.Json) hints.AddJson("json", content.Shape, 0);
        return hints;
    }

    private void AddJson(string name, SchemaShape shape, int depth)
    {
        if (depth > MaxDepth || _hints.Count >= MaxNames) return;
        Add(name, shape.Hint);
        foreach (var (member, value) in shape.Properties) AddJson($"{name}.{member}", value, depth + 1);
        if (!shape.IsArray) return;
        // The engine gives the number of items by the name of the array.
        Add(name, ValueHint.Integer);
        if (shape.Items is { } items) AddJson($"{name}.0", items, depth + 1);
    }

    private void AddMembers(SchemaShape shape, Func<string, string> named)
    {
        foreach (var (member, value) in shape.Properties) Add(named(member), value.Hint);
    }

    private void Add(string name, ValueHint? hint)
    {
        if (hint is not null && _hints.Count < MaxNames) _hints.TryAdd(ArgumentName.Hash(Encoding.UTF8.GetBytes(name)), hint);
    }
}
