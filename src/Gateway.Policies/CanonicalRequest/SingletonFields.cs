using System.Collections.Frozen;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Fields of which a request has one: they carry a credential, say where the request goes or ends, or decide about CORS and CSRF.
/// With two of them the gateway might check one and the backend use the other.
/// </summary>
internal static class SingletonFields
{
    private static readonly string[] Standard =
    [
        "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Upgrade", "Expect", "Max-Forwards",
        "Authorization", "Proxy-Authorization", "DPoP",
        "Origin", "Referer", "Access-Control-Request-Method", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest",
        "X-CSRF-Token", "X-XSRF-Token", "X-Api-Key", "Api-Key", "Idempotency-Key",
        "Sec-WebSocket-Key", "Sec-WebSocket-Version", "X-Request-Id", "Traceparent",
    ];

    public static FrozenSet<string> With(IEnumerable<string> extra) =>
        Standard.Concat(extra).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
