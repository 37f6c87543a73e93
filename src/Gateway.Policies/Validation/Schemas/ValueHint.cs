namespace Gateway.Policies.Validation.Schemas;

/// <summary>What a schema says its texts look like, for whoever can make use of a form that he checks himself: nothing is decided by it.</summary>
/// <param name="Kind">Which form.</param>
/// <param name="Text">The pattern without its anchors, or the values with a line feed between them; "" for the others.</param>
internal sealed record ValueHint(ValueHintKind Kind, string Text = "")
{
    public static readonly ValueHint Integer = new(ValueHintKind.Integer);
}

internal enum ValueHintKind
{
    Integer,
    Number,
    Boolean,
    Uuid,
    Date,
    DateTime,
    Ipv4,

    /// <summary>A pattern from the first character to the last.</summary>
    Pattern,

    /// <summary>One of a few texts: "enum" and "const".</summary>
    Values,
}
