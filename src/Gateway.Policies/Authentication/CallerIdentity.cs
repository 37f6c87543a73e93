using System.Collections.Frozen;
using System.Security.Claims;

namespace Gateway.Policies.Authentication;

/// <summary>A verified caller. Immutable: cached with its credential and shared by concurrent requests.</summary>
public sealed class CallerIdentity
{
    private Dictionary<string, string[]>? _claims;

    /// <summary>The principal that <c>HttpContext.User</c> gets.</summary>
    public required ClaimsPrincipal Principal { get; init; }

    /// <summary>The scheme that verified the caller, e.g. "ApiKey:partners".</summary>
    public required string Scheme { get; init; }

    /// <summary>Who is held to limits and named in events: the consumer of an API key, or the token's issuer name and subject (client id without one).</summary>
    public required string Consumer { get; init; }

    public required FrozenSet<string> Scopes { get; init; }

    public required FrozenSet<string> Roles { get; init; }

    /// <summary>The tier (plan) of an API key, by which rate limits may differ; null for none, and for tokens, whose tier is a claim that the rule names.</summary>
    public string? Tier { get; init; }

    /// <summary>When the credential stops being valid; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// The headers made of this identity last, kept with it because it is cached and shared: the next request of the caller finds them
    /// ready. Concurrent writers make equal values, so the last one may win.
    /// </summary>
    internal ForwardedIdentity? Forwarded { get; set; }

    /// <summary>All values of a claim, in the credential's order; empty when it has none. Claim types compare ordinally.</summary>
    internal ReadOnlySpan<string> ClaimValues(string type) => (_claims ??= Index()).GetValueOrDefault(type);

    private Dictionary<string, string[]> Index() =>
        Principal.Claims.GroupBy(static c => c.Type, static c => c.Value, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.ToArray(), StringComparer.Ordinal);
}
