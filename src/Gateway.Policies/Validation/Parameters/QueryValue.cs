using System.Text.Json;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>Reads the value of a parameter from the parts of a query that belong to it.</summary>
internal static class QueryValue
{
    /// <summary>Writes the value as JSON; false when the text is not written in the parameter's style.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="query">The query.</param>
    /// <param name="pairs">Its parts, each with the parameter that it belongs to.</param>
    /// <param name="target">The parameter's index.</param>
    /// <param name="reading">How it is read.</param>
    public static bool TryWrite(Utf8JsonWriter json, ContractParameter parameter, ReadOnlySpan<char> query, List<QueryPair> pairs, int target, Reading reading)
    {
        var shape = parameter.Shape;
        if (!reading.AsScalar && (parameter.Style is ParameterStyle.DeepObject || QueryPlan.IsSpread(parameter)))
            return TryWriteMembers(json, parameter, query, pairs, target, reading.AsText);
        if (!reading.AsScalar && shape.IsArray && parameter.Explode)
        {
            WriteItems(json, (shape.Items ?? SchemaShape.Unknown).Types, query, pairs, target, reading.AsText);
            return true;
        }

        var value = query[First(pairs, target).Value];
        if (reading.AsScalar || !(shape.IsArray || shape.IsObject))
        {
            TextValue.WriteEncoded(json, value, shape.Types, reading.AsText);
            return true;
        }

        var delimiter = Delimiter(parameter.Style, value);
        if (shape.IsObject) return DelimitedValue.TryWriteObject(json, value, delimiter, shape, isEncoded: true, reading.AsText);
        DelimitedValue.WriteArray(json, value, delimiter, shape, isEncoded: true, reading.AsText);
        return true;
    }

    /// <summary>The first part that belongs to a parameter; there is one.</summary>
    public static QueryPair First(List<QueryPair> pairs, int target)
    {
        // No predicate: a request would allocate it.
        foreach (var pair in pairs)
            if (pair.Target == target) return pair;
        return default;
    }

    // In the canonical query a bar is encoded, in forms it may stand as it is; a blank is "%20" or "+".
    private static ReadOnlySpan<char> Delimiter(ParameterStyle style, ReadOnlySpan<char> value) => style switch
    {
        ParameterStyle.PipeDelimited => value.Contains('|') ? "|" : "%7C",
        ParameterStyle.SpaceDelimited => value.Contains('+') ? "+" : "%20",
        _ => ",",
    };

    private static void WriteItems(Utf8JsonWriter json, ValueTypes types, ReadOnlySpan<char> query, List<QueryPair> pairs, int target, bool asText)
    {
        json.WriteStartArray();
        foreach (var pair in pairs)
        {
            if (pair.Target == target) TextValue.WriteEncoded(json, query[pair.Value], types, asText);
        }

        json.WriteEndArray();
    }

    // "filter[name]=x", or the members by themselves. A member that is no array stands once.
    private static bool TryWriteMembers(Utf8JsonWriter json, ContractParameter parameter, ReadOnlySpan<char> query, List<QueryPair> pairs, int target, bool asText)
    {
        var members = new List<(string Name, int Pair)>();
        // By name, so that ten thousand names do not mean a hundred million looks.
        var all = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Target != target) continue;
            var name = QueryPair.Decode(query[pairs[i].Name]);
            if (parameter.Style is ParameterStyle.DeepObject) name = name[(parameter.Name.Length + 1)..^1];
            members.Add((name, i));
            if (all.TryGetValue(name, out var same)) same.Add(i);
            else all.Add(name, [i]);
        }

        json.WriteStartObject();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, index) in members)
        {
            var shape = parameter.Shape.Member(name);
            if (!written.Add(name))
            {
                if (shape.IsArray) continue;
                return false;
            }

            json.WritePropertyName(name);
            if (!shape.IsArray)
            {
                TextValue.WriteEncoded(json, query[pairs[index].Value], shape.Types, asText);
                continue;
            }

            json.WriteStartArray();
            foreach (var pair in all[name]) TextValue.WriteEncoded(json, query[pairs[pair].Value], (shape.Items ?? SchemaShape.Unknown).Types, asText);

            json.WriteEndArray();
        }

        json.WriteEndObject();
        return true;
    }
}
