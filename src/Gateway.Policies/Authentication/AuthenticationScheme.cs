using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Authentication;

/// <summary>One way of proving who calls, configured under a name ("ApiKey:partners", "Jwt:main"). Shared by the routes that name it.</summary>
public abstract class AuthenticationScheme
{
    /// <summary>The name that routes refer to, e.g. "Jwt:main".</summary>
    public abstract string Name { get; }

    /// <summary>The challenge for WWW-Authenticate (RFC 9110 section 11.6.1), without any detail of a failure.</summary>
    public abstract string Challenge { get; }

    /// <summary>
    /// Looks for this scheme's credential without verifying it or doing cryptography: none, one, or an ambiguous lot (the same
    /// credential in two places, a repeated header), which is refused with 400.
    /// </summary>
    public abstract CredentialSearch Find(Exchange exchange);

    /// <summary>Verifies a credential that <see cref="Find"/> returned. Synchronous when the answer is known locally.</summary>
    public abstract ValueTask<AuthenticationOutcome> VerifyAsync(Exchange exchange, Credential credential);

    /// <summary>Removes the credential from the request that goes to the backend, if the scheme is configured to (API keys always are).</summary>
    public abstract void Strip(Exchange exchange, Credential credential);

    /// <summary>Whether the credential of a caller that this scheme verified before has not been revoked since. Default: nobody can revoke it.</summary>
    public virtual bool Stands(CallerIdentity identity) => true;
}

/// <summary>Where a credential was found.</summary>
public enum CredentialSource
{
    Header,
    Query,
}

/// <summary>A credential as the client sent it, not verified. Never logged.</summary>
/// <param name="Value">The key, or the whole field value of Authorization: cutting the token out would copy it on every request.</param>
/// <param name="Source">Where it stood.</param>
/// <param name="Name">The header's or query parameter's name.</param>
public readonly record struct Credential(string Value, CredentialSource Source, string Name);

/// <summary>The result of looking for a credential.</summary>
public readonly record struct CredentialSearch(Credential? Credential, bool IsAmbiguous)
{
    public static CredentialSearch None => default;

    public static CredentialSearch Ambiguous => new(null, true);

    public static CredentialSearch Found(Credential credential) => new(credential, false);
}

/// <summary>The result of verifying a credential: an identity, a failure with its reason, "not mine" (another issuer's token), or "cannot tell now" (no keys yet: 503).</summary>
public readonly record struct AuthenticationOutcome(CallerIdentity? Identity, string? FailureReason, bool IsUnavailable)
{
    /// <summary>The credential belongs to another scheme of the same kind; the next one may look at it.</summary>
    public static AuthenticationOutcome NotMine => default;

    public static AuthenticationOutcome Success(CallerIdentity identity) => new(identity, null, false);

    /// <param name="reason">Lower-case words joined by '-', from a fixed set, e.g. "token-expired".</param>
    public static AuthenticationOutcome Failure(string reason) => new(null, reason, false);

    /// <param name="reason">Why nobody can tell at the moment, e.g. "keys-unavailable".</param>
    public static AuthenticationOutcome Unavailable(string reason) => new(null, reason, true);
}
