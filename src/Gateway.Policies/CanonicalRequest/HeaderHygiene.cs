using System.Collections.Frozen;
using Gateway.Policies.Authentication;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// What a client may not tell a backend. Removed before anything reads the request; the gateway sets its own values later, so
/// they survive whatever a client names in Connection.
/// </summary>
internal sealed class HeaderHygiene
{
    private static readonly string[] Always =
    [
        // Of the connection, not of the request (RFC 9110 section 7.6.1); HTTP2-Settings belongs to an h2c upgrade, which is never made.
        "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "HTTP2-Settings", "X-Content-Length",

        // httpoxy (CVE-2016-5385): CGI servers turn it into HTTP_PROXY.
        "Proxy",

        // Would make the backend run another method than was authorised.
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override",

        // Would make the backend route another path or host than was authorised.
        "X-Original-URL", "X-Original-URI", "X-Original-Path", "X-Original-Host", "X-Original-Method", "X-Rewrite-URL", "X-Host",
        "X-Script-Name", "X-Accel-Redirect", "X-Accel-Internal", "X-Sendfile", "X-Proxy-Url",

        // Would make a framework behind skip its own checks (CVE-2025-29927).
        "X-Middleware-Subrequest",

        // Who the client is by address: read from trusted proxies before this, then written anew.
        "Forwarded", "X-Forwarded", "X-Original-Forwarded-For", "X-Real-IP", "X-Client-IP", "Client-IP", "X-ProxyUser-Ip", "True-Client-IP", "CF-Connecting-IP",
        "CF-Connecting-IPv6", "Fastly-Client-IP", "X-Cluster-Client-IP", "X-Azure-ClientIP", "X-Azure-SocketIP", "X-Appengine-User-IP",
        "X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "X-Envoy-External-Address", "X-Envoy-Internal", "Via",
    ];

    private const string ForwardedPrefix = "X-Forwarded-";

    // Ids that tie log lines of several systems together: a stranger could tie his requests to someone else's.
    private static readonly string[] FromTrustedPeersOnly = ["X-Request-Id", "Traceparent", "Tracestate", "Baggage"];

    private readonly FrozenSet<string> _always;
    private readonly FrozenSet<string> _untrusted;

    private readonly IdentityHeaders _identity;

    /// <param name="gatewayHeaders">Further names that only the gateway may set.</param>
    /// <param name="identity">Names that speak of an identity: set only from what the gateway has verified.</param>
    public HeaderHygiene(IEnumerable<string> gatewayHeaders, IdentityHeaders identity)
    {
        _identity = identity;
        _always = Always.Concat(gatewayHeaders).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _untrusted = FromTrustedPeersOnly.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>True when a field of this name may not go on.</summary>
    public bool Removes(string name, bool trustedPeer)
    {
        if (_always.Contains(name) || (!trustedPeer && _untrusted.Contains(name))) return true;
        return name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase) || _identity.Contains(name);
    }
}
