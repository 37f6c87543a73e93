namespace Gateway.JsonSchema.Formats;

/// <summary>The formats that are checked.</summary>
internal enum FormatKind : byte
{
    None,
    DateTime,
    Date,
    Time,
    Duration,
    Email,
    IdnEmail,
    Hostname,
    IdnHostname,
    Ipv4,
    Ipv6,
    Uri,
    UriReference,
    Iri,
    IriReference,
    UriTemplate,
    Uuid,
    JsonPointer,
    RelativeJsonPointer,
    Regex,

    /// <summary>OpenAPI: base64.</summary>
    Base64,
}
