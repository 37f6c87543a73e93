using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authentication;

/// <summary>
/// How a route's callers prove who they are. Exactly one of <see cref="Schemes"/> and <see cref="Anonymous"/> is given, or both where the document of Validation
/// says which operations are open (SecurityFrom: OpenApi).
/// </summary>
public sealed class AuthenticationOptions : PolicyOptions
{
    /// <summary>
    /// The schemes that the route accepts, each "ApiKey:NAME" or "Jwt:NAME" with a name from Gateway:ApiKeys or Gateway:Jwt.
    /// A request carries exactly one credential; it has to be valid for one of them.
    /// </summary>
    [AllowedCount(1, 16)]
    public List<string>? Schemes { get; set; }

    /// <summary>
    /// Lets everybody in without a credential, with the reason why that is right for this route. Beside Schemes, only to the operations that the document of
    /// Validation opens (SecurityFrom: OpenApi).
    /// </summary>
    public AnonymousOptions? Anonymous { get; set; }

    /// <summary>
    /// What the backend is told about the verified caller: header name to claim. "consumer", "scope", "roles" and "scheme" are the
    /// gateway's own; any other name is a claim of the token or key. Default: X-Consumer and X-Consumer-Scopes; a map given here
    /// replaces the default one, {} forwards nothing. Headers of these names that a client sends are removed on every route.
    /// </summary>
    [AllowedCount(0, 32)]
    public Dictionary<string, string> IdentityHeaders { get; set; } = new()
    {
        ["X-Consumer"] = IdentityClaims.Consumer,
        ["X-Consumer-Scopes"] = IdentityClaims.Scope,
    };

    /// <summary>How many failed authentications one address may cause before its credentials are refused unread (429). On by default.</summary>
    public FailureBudgetOptions FailureBudget { get; set; } = new();
}

/// <summary>Says that a route needs no credential.</summary>
public sealed class AnonymousOptions
{
    /// <summary>Why everybody may call this route, for the next person who reads the configuration. Required; at least 3 characters.</summary>
    [RequiredMember]
    public string Reason { get; set; } = "";
}

/// <summary>
/// A budget of failed authentications per client address (v6: per /64). Routes with the same numbers share it. It refills evenly: with
/// 30 per minute, one more attempt every two seconds.
/// </summary>
public sealed class FailureBudgetOptions
{
    /// <summary>False lets an address fail without bound. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Failed authentications that an address may cause in a window. Default: 30.</summary>
    [AllowedRange(1, 1_000_000)]
    public int Permits { get; set; } = 30;

    /// <summary>The time in which an empty budget refills. Default: 1m.</summary>
    [AllowedDuration("1s", "24h")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
