using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Cors;

/// <summary>Which web pages of other origins may call this route from a browser (the CORS protocol of the Fetch standard).</summary>
public sealed class CorsOptions : PolicyOptions
{
    /// <summary>
    /// The origins whose pages may read answers: exact ones as browsers send them ("https://app.example.com", a port only when it is not
    /// the scheme's default), every subdomain of a host ("https://*.example.com"), or "*" alone for public data without credentials. Required.
    /// </summary>
    [RequiredMember]
    [AllowedCount(1, 256)]
    public List<string> Origins { get; set; } = [];

    /// <summary>
    /// Methods that other origins may use, in upper case; "*" is any and is refused with credentials.
    /// Default: the methods that the route matches, or GET, HEAD and POST when it lists none.
    /// </summary>
    [AllowedCount(1, 32)]
    [AllowedPattern(@"^(\*|[A-Z][A-Z-]{0,31})$", "an HTTP method in upper case, or \"*\"")]
    public List<string>? Methods { get; set; }

    /// <summary>
    /// Request headers that other origins may send beyond the ones that browsers always allow; case does not matter. "*" is any except
    /// Authorization, which has to be named, and is refused with credentials. Default: Authorization, Content-Type.
    /// </summary>
    [AllowedCount(0, 64)]
    [AllowedPattern(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$", "a header name, or \"*\"")]
    public List<string> Headers { get; set; } = ["Authorization", "Content-Type"];

    /// <summary>Response headers that pages may read beyond the ones that browsers always show. "*" is any and is refused with credentials. Default: none.</summary>
    [AllowedCount(0, 64)]
    [AllowedPattern(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$", "a header name, or \"*\"")]
    public List<string> ExposedHeaders { get; set; } = [];

    /// <summary>Whether pages may send cookies, client certificates and HTTP authentication of the browser. Default: false.</summary>
    public bool AllowCredentials { get; set; }

    /// <summary>How long a browser may remember the answer to a preflight. Default: 10m; browsers cap it at 2h to 24h. "0s" forbids remembering.</summary>
    [AllowedDuration("0s", "24h")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Refuse (403) requests that carry an Origin which is not allowed, instead of answering them without CORS headers. Browsers also send
    /// Origin with same-origin POSTs: list the gateway's own origin then. Default: false, because CORS is no access control.
    /// </summary>
    public bool RejectDisallowedOrigins { get; set; }
}
