namespace Gateway.SecLang.Parsing;

/// <summary>A directive and its arguments.</summary>
internal sealed record Directive(string Name, SourcePosition Position, IReadOnlyList<Argument> Arguments, BackslashReading Backslashes)
{
    /// <summary>An argument, or an empty one where it is missing.</summary>
    public string Text(int index) => index < Arguments.Count ? Arguments[index].Text : "";
}
