using Gateway.Policies.Authentication;
using Gateway.Policies.Authorization;
using Gateway.Policies.ConcurrencyLimit;
using Gateway.Policies.Cors;
using Gateway.Policies.IpAccess;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.Lockout;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Retry;
using Gateway.Policies.SecurityHeaders;
using Gateway.Policies.Validation;
using Gateway.Policies.Waf;
using Gateway.Policies.WebSocket;

namespace Gateway.Policies;

/// <summary>
/// The order of the product: every stage that a request passes, one line and one reason each. JSON order means nothing; this does.
/// </summary>
internal static class PolicyCatalog
{
    private static readonly IpAccessPolicy IpAccess = new();
    private static readonly RateLimitPolicy RateLimit = new();
    private static readonly CorsPolicy Cors = new();
    private static readonly WebSocketPolicy WebSocket = new();
    private static readonly RequestLimitsPolicy RequestLimits = new();
    private static readonly ConcurrencyLimitPolicy ConcurrencyLimit = new();
    private static readonly LockoutPolicy Lockout = new();
    private static readonly AuthenticationPolicy Authentication = new();
    private static readonly AuthorizationPolicy Authorization = new();
    private static readonly ValidationPolicy Validation = new();
    private static readonly WafPolicy Waf = new();
    private static readonly RetryPolicy Retry = new();
    private static readonly LoadSheddingPolicy LoadShedding = new();
    private static readonly SecurityHeadersPolicy SecurityHeaders = new();

    /// <summary>Stages before forwarding, in order. The first rejection wins.</summary>
    public static IReadOnlyList<RequestStageEntry> RequestStages { get; } =
    [
        new("IpAccess", IpAccess, IpAccessPolicy.Compile, "free, and spares everything after it", RunsUnmatched: true),
        new("RateLimit:address", RateLimit, RateLimitPolicy.CompileByAddress, "protects everything after it, preflights too", RunsUnmatched: true),
        new("Cors", Cors, CorsPolicy.Compile, "preflights carry no credentials, so they are answered before anybody asks for some", RunsUnmatched: false),
        new("WebSocket", WebSocket, WebSocketPolicy.Compile, "a foreign page is refused before anybody looks at what its visitor's browser sends along", RunsUnmatched: false),
        new("RequestLimits:head", RequestLimits, RequestLimitsPolicy.CompileHead, "what the head declares is refused before any cryptography", RunsUnmatched: false),
        new("ConcurrencyLimit:address", ConcurrencyLimit, ConcurrencyLimitPolicy.CompileByAddress, "bounds what is in flight, verification of credentials included; what is answered or refused for free needs no slot", RunsUnmatched: false),
        new("Lockout", Lockout, LockoutPolicy.Compile, "guesses are refused before anything is verified; within the limits in flight, so that waiting for the store and reading a login's body are bounded", RunsUnmatched: false),
        new("Authentication", Authentication, (o, c) => AuthenticationPolicy.Compile((AuthenticationOptions)o, c), "who calls; everything after it may use the answer", RunsUnmatched: false),
        new("Authorization", Authorization, (o, c) => AuthorizationPolicy.Compile((AuthorizationOptions)o, c), "whether they may; before limits, so that a refusal costs a caller no permit", RunsUnmatched: false),
        new("RateLimit:identity", RateLimit, RateLimitPolicy.CompileByIdentity, "limits per caller need the caller", RunsUnmatched: false),
        new("ConcurrencyLimit:identity", ConcurrencyLimit, ConcurrencyLimitPolicy.CompileByIdentity, "limits per caller need the caller; after rates, so that who hammers on a full limit pays permits, and before bodies, so that a caller fills bounded memory", RunsUnmatched: false),
        new("RequestLimits:body", RequestLimits, RequestLimitsPolicy.CompileBody, "only callers who may and who are within their limits make us read a body", RunsUnmatched: false),
        new("Validation", Validation, ValidationPolicy.Compile, "only a body of sound structure is held against a schema; before Retry, which asks whether the body is in memory", RunsUnmatched: false),
        new("Waf", Waf, WafPolicy.Compile, "the dearest look at a request: only at what everything before it has let through, and at the body that it has read; before Retry, too", RunsUnmatched: false),
        new("Retry", Retry, RetryPolicy.Compile, "decides nothing: it marks what may be sent again, which depends on the body", RunsUnmatched: false),
        new("LoadShedding", LoadShedding, LoadSheddingPolicy.Compile, "last, so that a place at the backend is held only by what goes there", RunsUnmatched: false),
    ];

    /// <summary>Stages that change the head of the response, in order, whoever made the response.</summary>
    public static IReadOnlyList<ResponseStageEntry> ResponseStages { get; } =
    [
        new("RateLimit:cost", RateLimit, RateLimitPolicy.CompileResponse, "what the backend says it cost is read before anything else changes its head"),
        new("Lockout", Lockout, LockoutPolicy.CompileResponse, "what the backend says of a credential is read before anything changes its head"),
        new("Cors", Cors, CorsPolicy.CompileResponse, "removes what the backend says about CORS, before ours is set"),
        new("SecurityHeaders", SecurityHeaders, SecurityHeadersPolicy.Compile, "last, so that nothing undoes them"),
    ];

    /// <summary>Every policy once, in the order of its first stage.</summary>
    public static IReadOnlyList<Policy> Policies { get; } =
        [.. RequestStages.Select(s => s.Policy).Concat(ResponseStages.Select(s => s.Policy)).Distinct()];
}
