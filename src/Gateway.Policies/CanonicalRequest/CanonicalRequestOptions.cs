using Gateway.Policies.Configuration;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>How strictly a request is read before routing. The rules themselves cannot be switched off.</summary>
public sealed class CanonicalRequestOptions
{
    /// <summary>The name in events and metrics.</summary>
    internal const string Name = "CanonicalRequest";

    /// <summary>
    /// Methods accepted beside GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS, e.g. "QUERY" or "PROPFIND". Upper case; TRACE, TRACK and
    /// CONNECT are never accepted. Default: none.
    /// </summary>
    [AllowedCount(0, 32)]
    [AllowedPattern("^(?!(TRACE|TRACK|CONNECT)$)[A-Z][A-Z-]{0,31}$", "an upper-case method other than TRACE, TRACK and CONNECT")]
    public List<string> ExtraMethods { get; set; } = [];

    /// <summary>
    /// What happens to header names with an underscore. Many servers turn '-' into '_', so X_User passes for X-User there.
    /// Drop (default) removes the field, Reject answers 400, Allow forwards it unless it passes for a field that only the gateway may set.
    /// </summary>
    public UnderscoreHandling HeadersWithUnderscores { get; set; } = UnderscoreHandling.Drop;

    /// <summary>Further header fields that may stand in a request once only (400 otherwise). The ones that decide access or framing always are. Default: none.</summary>
    [AllowedCount(0, 64)]
    [AllowedPattern("^[A-Za-z0-9-]{1,64}$", "a header name of letters, digits and '-'")]
    public List<string> SingletonHeaders { get; set; } = [];

    /// <summary>Further header fields that only the gateway may set towards a backend: removed from every request. Default: none.</summary>
    [AllowedCount(0, 64)]
    [AllowedPattern("^[A-Za-z0-9-]{1,64}$", "a header name of letters, digits and '-'")]
    public List<string> RemoveHeaders { get; set; } = [];

    /// <summary>The longest path and query, in characters; longer ones get 414. Default: 8192.</summary>
    [AllowedRange(64, 65536)]
    public int MaxTargetLength { get; set; } = 8192;
}

/// <summary>What happens to header names with an underscore.</summary>
public enum UnderscoreHandling
{
    /// <summary>The field is removed.</summary>
    Drop,

    /// <summary>The request is refused with 400.</summary>
    Reject,

    /// <summary>The field is forwarded, unless it passes for one that only the gateway may set.</summary>
    Allow,
}
