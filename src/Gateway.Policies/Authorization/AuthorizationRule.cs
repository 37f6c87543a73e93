using Gateway.Policies.Authentication;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Authorization;

/// <summary>One condition on the caller, with its refusal. Checking it allocates nothing.</summary>
internal abstract class AuthorizationRule
{
    private readonly Rejection _forKeys;
    private readonly Rejection _forTokens;

    /// <param name="reason">The operator's reason.</param>
    /// <param name="note">What the caller lacks; names from the configuration.</param>
    /// <param name="challenge">RFC 6750 section 3.1: what a bearer of a token is told about missing scopes; null when it is not about scopes.</param>
    protected AuthorizationRule(string reason, string note, string? challenge = null)
    {
        _forKeys = new Rejection { Status = StatusCodes.Status403Forbidden, Title = "Forbidden", Reason = reason, Note = note };
        _forTokens = challenge is null ? _forKeys : new Rejection
        {
            Status = StatusCodes.Status403Forbidden,
            Title = "Forbidden",
            Reason = reason,
            Note = note,
            Headers = [new("WWW-Authenticate", challenge)],
        };
    }

    public abstract bool Holds(CallerIdentity identity);

    public Rejection RejectionFor(CallerIdentity identity) =>
        identity.Scheme.StartsWith("Jwt:", StringComparison.Ordinal) ? _forTokens : _forKeys;
}

/// <summary>All of some scopes.</summary>
internal sealed class AllScopesRule(string[] scopes) : AuthorizationRule(
    "scope-missing", $"needs all of: {string.Join(' ', scopes)}", $"Bearer error=\"insufficient_scope\", scope=\"{string.Join(' ', scopes)}\"")
{
    private readonly string[] _scopes = scopes;

    public override bool Holds(CallerIdentity identity)
    {
        foreach (var scope in _scopes)
            if (!identity.Scopes.Contains(scope)) return false;
        return true;
    }
}

/// <summary>One of some scopes. The challenge names none: its "scope" would mean all of them.</summary>
internal sealed class AnyScopeRule(string[] scopes) : AuthorizationRule(
    "scope-missing", $"needs one of: {string.Join(' ', scopes)}", "Bearer error=\"insufficient_scope\"")
{
    private readonly string[] _scopes = scopes;

    public override bool Holds(CallerIdentity identity)
    {
        foreach (var scope in _scopes)
            if (identity.Scopes.Contains(scope)) return true;
        return false;
    }
}

/// <summary>One of some roles, whether named themselves or because they grant a permission.</summary>
internal sealed class AnyRoleRule(string reason, string note, string[] roles) : AuthorizationRule(reason, note)
{
    private readonly string[] _roles = roles;

    public override bool Holds(CallerIdentity identity)
    {
        foreach (var role in _roles)
            if (identity.Roles.Contains(role)) return true;
        return false;
    }
}
