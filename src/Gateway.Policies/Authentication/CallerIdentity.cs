using System.Collections.Frozen;
using System.Security.Claims;

namespace Gateway.Policies.Authentication;

/// <summary>A verified caller. Immutable: cached with its credential and shared by concurrent requests.</summary>
public sealed class CallerIdentity
{
    /// <summary>The principal that <c>HttpContext.User</c> gets.</summary>
    public required ClaimsPrincipal Principal { get; init; }

    /// <summary>The scheme that verified the caller, e.g. "ApiKey:partners".</summary>
    public required string Scheme { get; init; }

    /// <summary>Who is held to limits and named in events: the consumer of an API key, or the token's issuer name and subject (client id without one).</summary>
    public required string Consumer { get; init; }

    public required FrozenSet<string> Scopes { get; init; }

    public required FrozenSet<string> Roles { get; init; }

    /// <summary>When the credential stops being valid; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
