using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.RequestLimits;

/// <summary>The refusals of <see cref="HeadStage"/>, built once per route. The limits are no secret: a caller can keep what it knows.</summary>
internal sealed class HeadRejections(RequestLimitsOptions options, string[] methods, bool looksIntoJson)
{
    private const string UnsupportedTitle = "Unsupported content type";

    public Rejection Method { get; } = new()
    {
        Status = StatusCodes.Status405MethodNotAllowed,
        Title = "Method not allowed",
        Reason = "method-not-allowed",
        Headers = [new("Allow", string.Join(", ", methods))],
    };

    public Rejection Path { get; } = Limit(414, "Request target too long", "path-too-long", $"The path may have at most {options.MaxPathBytes} bytes.");

    public Rejection Query { get; } = Limit(414, "Request target too long", "query-too-long", $"The query may have at most {options.MaxQueryBytes} bytes.");

    public Rejection QueryParameters { get; } = Limit(400, "Too many query parameters", "query-parameter-count",
        $"The query may have at most {options.MaxQueryParameters} parameters.");

    public Rejection DuplicateQueryParameter { get; } = Limit(400, "Repeated query parameter", "query-parameter-repeated",
        "Each query parameter may stand once.");

    public Rejection HeaderCount { get; } = Limit(431, "Request header fields too large", "header-count",
        $"The request may have at most {options.MaxHeaderCount} header fields.");

    public Rejection HeaderLength { get; } = Limit(431, "Request header fields too large", "header-too-long",
        $"A header field may have at most {options.MaxHeaderBytes} bytes.");

    public Rejection BodyNotAllowed { get; } = Limit(400, "Unexpected body", "body-not-allowed", "A request of this method may not have a body.");

    public Rejection LengthRequired { get; } = Limit(411, "Length required", "content-length-missing", "The body needs a Content-Length.");

    public Rejection BodyTooLarge { get; } = Limit(413, "Content too large", "body-too-large",
        $"The body may have at most {options.MaxBodyBytes} bytes.");

    public Rejection ContentTypeRepeated { get; } = Limit(415, UnsupportedTitle, "content-type-repeated", "Content-Type may stand once.");

    public Rejection ContentTypeMissing { get; } = Limit(415, UnsupportedTitle, "content-type-missing", "A body needs a Content-Type.");

    public Rejection ContentTypeMalformed { get; } = Limit(415, UnsupportedTitle, "content-type-malformed", null);

    public Rejection ContentType { get; } = Limit(415, UnsupportedTitle, "content-type-not-allowed",
        options.ContentTypes is { } types ? $"Allowed: {string.Join(", ", types)}." : null);

    public Rejection Charset { get; } = Limit(415, UnsupportedTitle, "charset-not-allowed", "JSON is UTF-8.");

    public Rejection ContentEncoding { get; } = CodingNotAllowed("JSON", looksIntoJson);

    /// <summary>Of a body that has to be looked into: a coding that is not known.</summary>
    /// <param name="subject">What may be sent with the known ones.</param>
    /// <param name="names">Names them to programs, too: RFC 9110 section 12.5.3, Accept-Encoding in a response says what a later request may use.</param>
    public static Rejection CodingNotAllowed(string subject, bool names) => new()
    {
        Status = StatusCodes.Status415UnsupportedMediaType,
        Title = "Unsupported content encoding",
        Reason = "content-encoding-not-allowed",
        Detail = $"{subject} may be sent with one of the content codings gzip, deflate and br.",
        Headers = names ? [new("Accept-Encoding", "gzip, deflate, br")] : [],
    };

    private static Rejection Limit(int status, string title, string reason, string? detail) =>
        new() { Status = status, Title = title, Reason = reason, Detail = detail };
}
