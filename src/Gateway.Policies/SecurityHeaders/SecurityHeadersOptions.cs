using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.SecurityHeaders;

/// <summary>
/// Headers that tell browsers how to treat answers, and the removal of headers that tell attackers about the backend. An empty text
/// ("") leaves a header alone: the gateway does not set it and the backend's passes.
/// </summary>
public sealed class SecurityHeadersOptions : PolicyOptions
{
    private const string Value = @"^[\x20-\x7E]{0,8192}$";
    private const string ValueWords = "printable ASCII, at most 8192 characters";

    /// <summary>Strict-Transport-Security: browsers use TLS only. Sent over TLS only (RFC 6797 section 7.2).</summary>
    public StrictTransportSecurityOptions StrictTransportSecurity { get; set; } = new();

    /// <summary>Content-Security-Policy. Default: "default-src 'none'; frame-ancestors 'none'", right for an API; the value of a backend that serves pages wins (see KeepBackend).</summary>
    [AllowedPattern(Value, ValueWords)]
    public string? ContentSecurityPolicy { get; set; } = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>X-Frame-Options for browsers that do not know frame-ancestors. Default: DENY.</summary>
    [AllowedValuesList("DENY", "SAMEORIGIN", "")]
    public string? FrameOptions { get; set; } = "DENY";

    /// <summary>X-Content-Type-Options: nosniff, so that a browser does not make a script of a JSON answer. Default: true.</summary>
    public bool ContentTypeOptions { get; set; } = true;

    /// <summary>Referrer-Policy. Default: no-referrer.</summary>
    [AllowedValuesList(
        "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin", "strict-origin",
        "strict-origin-when-cross-origin", "unsafe-url", "")]
    public string? ReferrerPolicy { get; set; } = "no-referrer";

    /// <summary>Permissions-Policy: which browser features a page may use. Default: none of accelerometer, camera, geolocation, gyroscope, magnetometer, microphone, payment, usb.</summary>
    [AllowedPattern(Value, ValueWords)]
    public string? PermissionsPolicy { get; set; } =
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    /// <summary>Cross-Origin-Opener-Policy: a page of another origin that opens this one gets no handle to it. Default: same-origin.</summary>
    [AllowedValuesList("same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none", "")]
    public string? CrossOriginOpenerPolicy { get; set; } = "same-origin";

    /// <summary>Cross-Origin-Resource-Policy: who may embed the answer without CORS. Does not concern CORS requests. Default: same-origin.</summary>
    [AllowedValuesList("same-origin", "same-site", "cross-origin", "")]
    public string? CrossOriginResourcePolicy { get; set; } = "same-origin";

    /// <summary>Cache-Control for answers whose backend says nothing about caching, e.g. "no-store". Default: "" (the backend decides).</summary>
    [AllowedPattern(Value, ValueWords)]
    public string? CacheControl { get; set; } = "";

    /// <summary>Headers of which the backend's own value wins over the gateway's when it sends one. Default: Content-Security-Policy, Cache-Control. An empty list overrides all.</summary>
    [AllowedCount(0, 16)]
    public List<string> KeepBackend { get; set; } = ["Content-Security-Policy", "Cache-Control"];

    /// <summary>Response headers that are removed because they describe the backend. Replaces the default list: Server, X-Powered-By, versions of frameworks, debugging aids.</summary>
    [AllowedCount(0, 128)]
    [AllowedPattern(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$", "a header name")]
    public List<string> Remove { get; set; } =
    [
        "Server", "X-Powered-By", "X-Powered-CMS", "X-Server-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Php-Version",
        "X-Runtime", "X-Version", "X-Generator", "X-Backend-Server", "X-Server", "X-SourceFiles", "X-Debug-Token", "X-Debug-Token-Link",
        "X-Envoy-Upstream-Service-Time", "X-Envoy-Decorator-Operation", "X-OWA-Version",
    ];
}

/// <summary>The parts of Strict-Transport-Security (RFC 6797 section 6.1).</summary>
public sealed class StrictTransportSecurityOptions
{
    /// <summary>Whether the header is sent. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long browsers remember to use TLS only. Default: 365 days. "0s" makes browsers forget.</summary>
    [AllowedDuration("0s", "87600h")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Whether every subdomain is meant, too. Default: true.</summary>
    public bool IncludeSubDomains { get; set; } = true;

    /// <summary>Consent to the browsers' built-in lists; hard to take back. Needs IncludeSubDomains and a MaxAge of at least 365 days. Default: false.</summary>
    public bool Preload { get; set; }
}
