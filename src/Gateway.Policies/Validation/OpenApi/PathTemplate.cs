namespace Gateway.Policies.Validation.OpenApi;

/// <summary>A path template, cut at its slashes.</summary>
internal sealed class PathTemplate
{
    private PathTemplate(string text, TemplateSegment[] segments)
    {
        (Text, Segments) = (text, segments);
        Parameters = [.. segments.SelectMany(static s => s.Parameters)];
    }

    public string Text { get; }

    public IReadOnlyList<TemplateSegment> Segments { get; }

    /// <summary>The names in braces, in the order in which they are captured.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>The template, or what is wrong with it.</summary>
    public static (PathTemplate? Template, string Problem) Parse(string text)
    {
        if (text.Length == 0 || text[0] != '/') return (null, "a path that does not begin with \"/\"");
        if (text.AsSpan().ContainsAny('?', '#')) return (null, "a path with \"?\" or \"#\"");
        var segments = new List<TemplateSegment>();
        foreach (var segment in text[1..].Split('/'))
        {
            var (parsed, problem) = TemplateSegment.Parse(segment);
            if (parsed is null) return (null, problem);
            segments.Add(parsed);
        }

        var template = new PathTemplate(text, [.. segments]);
        var twice = template.Parameters.GroupBy(static p => p, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1)?.Key;
        if (twice is not null) return (null, $"the parameter {{{twice}}} twice in a path");
        return template.Parameters.Count > ContractLimits.MaxPathParameters ? (null, $"more than {ContractLimits.MaxPathParameters} parameters in a path") : (template, "");
    }
}
