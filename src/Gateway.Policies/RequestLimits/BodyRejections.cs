using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.RequestLimits.Json;

namespace Gateway.Policies.RequestLimits;

/// <summary>The refusals of <see cref="BodyStage"/>, built once per route.</summary>
internal sealed class BodyRejections(RequestLimitsOptions options, long maxBytes, long maxDecodedBytes)
{
    private readonly Rejection _tooLarge = Refuse(413, "Content too large", "body-too-large", $"A JSON body may have at most {maxBytes} bytes.");
    private readonly Rejection _decodedTooLarge = Refuse(413, "Content too large", "body-decompressed-too-large",
        $"A decompressed JSON body may have at most {maxDecodedBytes} bytes and {options.MaxDecompressionRatio} times the compressed ones.");

    private readonly Rejection _undecodable = Refuse(400, "Malformed body", "content-encoding-malformed", "The body is not what Content-Encoding says.");
    private readonly Rejection _tooSlow = Refuse(408, "Request timeout", "body-too-slow", null);
    private readonly Rejection _malformedFraming = Refuse(400, "Malformed body", "body-framing-malformed", null, close: true);
    private readonly Rejection _aborted = Refuse(400, "Incomplete body", "body-aborted", null, close: true);
    private readonly Rejection _overBudget = new()
    {
        Status = 503,
        Title = "Service unavailable",
        Reason = "body-memory-exhausted",
        Headers = [new("Retry-After", "1")],
    };

    private readonly Rejection _malformed = Refuse(400, "Malformed JSON", "json-malformed", "The body is not JSON as RFC 8259 has it.");
    private readonly Rejection _tooDeep = Structure("json-depth", $"Nesting may be at most {options.Json.MaxDepth} deep.");
    private readonly Rejection _members = Structure("json-members", $"An object may have at most {options.Json.MaxMembers} members.");
    private readonly Rejection _elements = Structure("json-elements", $"An array may have at most {options.Json.MaxElements} elements.");
    private readonly Rejection _string = Structure("json-string-length", $"A string may have at most {options.Json.MaxStringBytes} bytes.");
    private readonly Rejection _name = Structure("json-name-length", $"A member name may have at most {options.Json.MaxNameBytes} bytes.");
    private readonly Rejection _number = Structure("json-number-length", $"A number may have at most {options.Json.MaxNumberBytes} characters.");
    private readonly Rejection _duplicate = Structure("json-duplicate-member", "A member name may stand once in an object.");

    public Rejection For(BodyFailure failure) => failure switch
    {
        BodyFailure.TooLarge => _tooLarge,
        BodyFailure.DecodedTooLarge => _decodedTooLarge,
        BodyFailure.Undecodable => _undecodable,
        BodyFailure.Malformed => _malformedFraming,
        BodyFailure.TooSlow => _tooSlow,
        BodyFailure.OutOfTime => PipelineRejections.DeadlineBeforeForwarding,
        BodyFailure.Aborted => _aborted,
        BodyFailure.OverBudget => _overBudget,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "no failure"),
    };

    public Rejection For(JsonVerdict verdict) => verdict switch
    {
        JsonVerdict.Malformed => _malformed,
        JsonVerdict.TooDeep => _tooDeep,
        JsonVerdict.TooManyMembers => _members,
        JsonVerdict.TooManyElements => _elements,
        JsonVerdict.StringTooLong => _string,
        JsonVerdict.NameTooLong => _name,
        JsonVerdict.NumberTooLong => _number,
        JsonVerdict.DuplicateMember => _duplicate,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "no failure"),
    };

    private static Rejection Structure(string reason, string detail) => Refuse(400, "JSON outside the limits", reason, detail);

    private static Rejection Refuse(int status, string title, string reason, string? detail, bool close = false) =>
        new() { Status = status, Title = title, Reason = reason, Detail = detail, CloseConnection = close };
}
