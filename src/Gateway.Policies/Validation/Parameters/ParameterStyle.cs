namespace Gateway.Policies.Validation.Parameters;

/// <summary>How a parameter's value is written (OpenAPI 3.1 section 4.8.12.3).</summary>
internal enum ParameterStyle
{
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,

    /// <summary>A media type instead of a style: the text is JSON.</summary>
    Json,
}

/// <summary>Where a parameter stands.</summary>
internal enum ParameterLocation
{
    Path,
    Query,
    Header,
    Cookie,
}
