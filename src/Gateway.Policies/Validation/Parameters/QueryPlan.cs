using System.Collections.Frozen;

namespace Gateway.Policies.Validation.Parameters;

/// <summary>The query parameters of an operation, and which names in a query belong to which of them.</summary>
internal sealed class QueryPlan
{
    /// <summary>Belongs to no parameter but is no stranger, e.g. an API key that the document's security names.</summary>
    public const int Known = -2;

    public const int Unknown = -1;

    private readonly FrozenDictionary<string, int> _targets;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly (string Prefix, int Target)[] _deep;
    private readonly int _rest;

    /// <param name="parameters">The parameters in the query.</param>
    /// <param name="known">Other names that may stand in it.</param>
    public QueryPlan(IReadOnlyList<ContractParameter> parameters, IEnumerable<string> known)
    {
        Parameters = [.. parameters];
        var targets = known.Distinct(StringComparer.Ordinal).ToDictionary(static n => n, static _ => Known, StringComparer.Ordinal);
        var deep = new List<(string, int)>();
        _rest = Unknown;
        for (var i = 0; i < Parameters.Length; i++)
        {
            var parameter = Parameters[i];
            if (parameter.Style is ParameterStyle.DeepObject) deep.Add(($"{parameter.Name}[", i));
            else if (!IsSpread(parameter)) targets[parameter.Name] = i;
        }

        // What is declared by its own name is not a member of an object that is spread over the query.
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (!IsSpread(Parameters[i])) continue;
            foreach (var name in Parameters[i].Shape.Properties.Keys) targets.TryAdd(name, i);
            if (Parameters[i].Shape.Additional is not null) _rest = i;
        }

        _targets = targets.ToFrozenDictionary(StringComparer.Ordinal);
        _lookup = _targets.GetAlternateLookup<ReadOnlySpan<char>>();
        _deep = [.. deep];
    }

    public ContractParameter[] Parameters { get; }

    /// <summary>The members of the object stand as parameters of their own: style form, exploded.</summary>
    public static bool IsSpread(ContractParameter parameter) =>
        parameter is { Style: ParameterStyle.Form, Explode: true, Shape.IsObject: true };

    /// <summary>The parameter that a name, as written, belongs to.</summary>
    public int Find(ReadOnlySpan<char> name)
    {
        if (name.IndexOfAny('%', '+') < 0) return FindDecoded(name);
        return FindDecoded(QueryPair.Decode(name));
    }

    private int FindDecoded(ReadOnlySpan<char> name)
    {
        if (_lookup.TryGetValue(name, out var target)) return target;
        foreach (var (prefix, deep) in _deep)
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.IndexOfAny('[', ']') == prefix.Length - 1 && name[^1] == ']'
                && name[prefix.Length..].IndexOfAny('[', ']') == name.Length - prefix.Length - 1) return deep;
        return _rest;
    }
}
