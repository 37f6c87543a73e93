using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.Schemas;

/// <summary>Reads hints off the keywords of one schema.</summary>
internal static class ValueHints
{
    private const int MaxPattern = 200;
    private const int MaxValues = 100;
    private const int MaxValueLength = 100;

    /// <summary>Null where the schema says nothing that would be of use.</summary>
    public static ValueHint? Of(SourceNode schema)
    {
        if (schema.Find("const") is { } constant) return OfValues([constant]);
        if (schema.Find("enum") is { Kind: SourceKind.Array } values) return OfValues(values.Items);
        return TypeOf(schema) switch
        {
            "integer" => ValueHint.Integer,
            "number" => new ValueHint(ValueHintKind.Number),
            "boolean" => new ValueHint(ValueHintKind.Boolean),
            "string" => OfFormat(schema.String("format")) ?? OfPattern(schema.String("pattern")),
            _ => null,
        };
    }

    /// <summary>The one type beside null.</summary>
    private static string? TypeOf(SourceNode schema)
    {
        if (schema.Find("type") is not { } type) return null;
        if (type.Kind is not SourceKind.Array) return type.Text;
        var others = type.Items.Where(static t => t.Text is not "null").ToArray();
        return others is [{ Text: var only }] ? only : null;
    }

    private static ValueHint? OfFormat(string? format) => format switch
    {
        "uuid" => new ValueHint(ValueHintKind.Uuid),
        "date" => new ValueHint(ValueHintKind.Date),
        "date-time" => new ValueHint(ValueHintKind.DateTime),
        "ipv4" => new ValueHint(ValueHintKind.Ipv4),
        _ => null,
    };

    private static ValueHint? OfPattern(string? pattern) =>
        pattern is ['^', .. var inner, '$'] && inner.Length is > 0 and <= MaxPattern && !inner.EndsWith('\\') && inner.All(static c => c is >= ' ' and <= '~')
            ? new ValueHint(ValueHintKind.Pattern, inner)
            : null;

    private static ValueHint? OfValues(IReadOnlyList<SourceNode> values)
    {
        var texts = new List<string>();
        foreach (var value in values)
        {
            switch (value.Kind)
            {
                case SourceKind.String or SourceKind.Number when value.Text is { Length: > 0 and <= MaxValueLength } text && text.All(static c => c is >= ' ' and <= '~'):
                    texts.Add(text);
                    break;
                case SourceKind.True or SourceKind.False:
                    texts.Add(value.Describe());
                    break;
            }
        }

        return texts.Count is 0 or > MaxValues ? null : new ValueHint(ValueHintKind.Values, string.Join('\n', texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }
}
