using Gateway.Policies.Pipeline;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Every refusal of the gate, built once. The client learns only that the request is malformed; the reason is for log and metric.
/// Where it is doubtful where a request ends, the connection is closed as well: what follows might be the tail of this one.
/// </summary>
internal static class CanonicalRejections
{
    public static readonly Rejection TargetForm = Malformed("target-form");
    public static readonly Rejection TargetScheme = Malformed("target-scheme");
    public static readonly Rejection TargetAuthority = Malformed("target-authority");
    public static readonly Rejection TargetLength = new() { Status = 414, Title = "URI too long", Reason = "target-length" };

    public static readonly Rejection PathDotSegment = Malformed("path-dot-segment");
    public static readonly Rejection PathEmptySegment = Malformed("path-empty-segment");
    public static readonly Rejection PathEncodedSeparator = Malformed("path-encoded-separator");
    public static readonly Rejection PathEncodedDelimiter = Malformed("path-encoded-delimiter");
    public static readonly Rejection PathBackslash = Malformed("path-backslash");
    public static readonly Rejection PathSemicolon = Malformed("path-semicolon");
    public static readonly Rejection PathControl = Malformed("path-control", close: true);
    public static readonly Rejection PathFragment = Malformed("path-fragment");
    public static readonly Rejection PathCharacter = Malformed("path-character");
    public static readonly Rejection PathInvalidPercent = Malformed("path-invalid-percent");
    public static readonly Rejection PathDoubleEncoding = Malformed("path-double-encoding");
    public static readonly Rejection PathInvalidUtf8 = Malformed("path-invalid-utf8");
    public static readonly Rejection PathLookAlike = Malformed("path-look-alike");

    public static readonly Rejection QueryFragment = Malformed("query-fragment");
    public static readonly Rejection QueryCharacter = Malformed("query-character");
    public static readonly Rejection QueryControl = Malformed("query-control", close: true);
    public static readonly Rejection QueryInvalidPercent = Malformed("query-invalid-percent");
    public static readonly Rejection QueryInvalidUtf8 = Malformed("query-invalid-utf8");

    public static readonly Rejection HostMissing = Malformed("host-missing", close: true);
    public static readonly Rejection HostMalformed = Malformed("host-malformed", close: true);
    public static readonly Rejection HostNotPublic = new() { Status = 421, Title = "Misdirected request", Reason = "host-not-public" };

    public static readonly Rejection HeaderName = Malformed("header-name", close: true);
    public static readonly Rejection HeaderValue = Malformed("header-value", close: true);
    public static readonly Rejection HeaderRepeated = Malformed("header-repeated", close: true);
    public static readonly Rejection HeaderUnderscore = Malformed("header-underscore");
    public static readonly Rejection ConnectionNomination = Malformed("connection-nomination", close: true);
    public static readonly Rejection ConnectionField = Malformed("connection-field", close: true);
    public static readonly Rejection TransferEncoding = Malformed("framing-transfer-encoding", close: true);
    public static readonly Rejection LengthAndEncoding = Malformed("framing-length-and-encoding", close: true);
    public static readonly Rejection LengthTooLarge = new() { Status = 413, Title = "Content too large", Reason = "body-too-large", CloseConnection = true };
    public static readonly Rejection UpgradeBody = Malformed("framing-upgrade-body", close: true);

    public static readonly Rejection Expectation = new()
    {
        Status = 417,
        Title = "Expectation failed",
        Reason = "expect-unknown",
        CloseConnection = true,
    };

    private static Rejection Malformed(string reason, bool close = false) =>
        new() { Status = 400, Title = "Bad request", Reason = reason, CloseConnection = close };
}
