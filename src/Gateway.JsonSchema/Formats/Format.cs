namespace Gateway.JsonSchema.Formats;

/// <summary>The formats by name, and their checks over UTF-8 bytes.</summary>
internal static class Format
{
    /// <summary>The format of a name; None for one that is not known, which asserts nothing.</summary>
    public static FormatKind Find(string name, bool draft7) => name switch
    {
        "date-time" => FormatKind.DateTime,
        "date" => FormatKind.Date,
        "time" => FormatKind.Time,
        // Not in draft-07.
        "duration" => draft7 ? FormatKind.None : FormatKind.Duration,
        "uuid" => draft7 ? FormatKind.None : FormatKind.Uuid,
        "email" => FormatKind.Email,
        "idn-email" => FormatKind.IdnEmail,
        "hostname" => FormatKind.Hostname,
        "idn-hostname" => FormatKind.IdnHostname,
        "ipv4" => FormatKind.Ipv4,
        "ipv6" => FormatKind.Ipv6,
        "uri" => FormatKind.Uri,
        "uri-reference" => FormatKind.UriReference,
        "iri" => FormatKind.Iri,
        "iri-reference" => FormatKind.IriReference,
        "uri-template" => FormatKind.UriTemplate,
        "json-pointer" => FormatKind.JsonPointer,
        "relative-json-pointer" => FormatKind.RelativeJsonPointer,
        "regex" => FormatKind.Regex,
        "byte" => FormatKind.Base64,
        _ => FormatKind.None,
    };

    public static bool IsValid(FormatKind kind, ReadOnlySpan<byte> text) => kind switch
    {
        FormatKind.DateTime => TimeFormats.IsDateTime(text),
        FormatKind.Date => TimeFormats.IsDate(text),
        FormatKind.Time => TimeFormats.IsTime(text),
        FormatKind.Duration => DurationFormat.IsValid(text),
        FormatKind.Email => EmailFormat.IsValid(text, international: false),
        FormatKind.IdnEmail => EmailFormat.IsValid(text, international: true),
        FormatKind.Hostname => HostnameFormat.IsValid(text),
        FormatKind.IdnHostname => IdnHostnameFormat.IsValid(text),
        FormatKind.Ipv4 => IpFormats.IsV4(text),
        FormatKind.Ipv6 => IpFormats.IsV6(text),
        FormatKind.Uri => UriFormats.IsValid(text, relative: false, international: false),
        FormatKind.UriReference => UriFormats.IsValid(text, relative: true, international: false),
        FormatKind.Iri => UriFormats.IsValid(text, relative: false, international: true),
        FormatKind.IriReference => UriFormats.IsValid(text, relative: true, international: true),
        FormatKind.UriTemplate => UriTemplateFormat.IsValid(text),
        FormatKind.Uuid => UuidFormat.IsValid(text),
        FormatKind.JsonPointer => PointerFormats.IsAbsolute(text),
        FormatKind.RelativeJsonPointer => PointerFormats.IsRelative(text),
        FormatKind.Regex => RegexFormat.IsValid(text),
        FormatKind.Base64 => Base64Format.IsValid(text),
        _ => true,
    };
}
