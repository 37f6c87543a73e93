using System.Text;

namespace Gateway.SecLang.Bodies;

/// <summary>Which reader a body gets: by its Content-Type, or by a rule's <c>ctl:requestBodyProcessor</c>.</summary>
internal enum BodyProcessor
{
    /// <summary>None: only the length of the body is known, unless a rule forces REQUEST_BODY.</summary>
    None,
    UrlEncoded,
    Multipart,
    Json,
    Xml,
}

/// <summary>The spelling of the readers in rules.</summary>
internal static class BodyProcessors
{
    /// <summary>The reader of a name in any case. False where there is none of that name.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out BodyProcessor processor)
    {
        processor = BodyProcessor.None;
        if (Ascii.EqualsIgnoreCase(name, "URLENCODED"u8)) processor = BodyProcessor.UrlEncoded;
        else if (Ascii.EqualsIgnoreCase(name, "MULTIPART"u8)) processor = BodyProcessor.Multipart;
        else if (Ascii.EqualsIgnoreCase(name, "JSON"u8)) processor = BodyProcessor.Json;
        else if (Ascii.EqualsIgnoreCase(name, "XML"u8)) processor = BodyProcessor.Xml;
        return processor != BodyProcessor.None;
    }

    public static ReadOnlySpan<byte> Name(BodyProcessor processor) => processor switch
    {
        BodyProcessor.UrlEncoded => "URLENCODED"u8,
        BodyProcessor.Multipart => "MULTIPART"u8,
        BodyProcessor.Json => "JSON"u8,
        BodyProcessor.Xml => "XML"u8,
        _ => default,
    };

    /// <summary>What ModSecurity chooses by itself. JSON and XML are chosen by rules (200000 and 200001 of its recommended configuration).</summary>
    public static BodyProcessor ForContentType(ReadOnlySpan<byte> contentType) =>
        StartsWith(contentType, "application/x-www-form-urlencoded"u8) ? BodyProcessor.UrlEncoded
        : StartsWith(contentType, "multipart/form-data"u8) ? BodyProcessor.Multipart
        : BodyProcessor.None;

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) => text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);
}
