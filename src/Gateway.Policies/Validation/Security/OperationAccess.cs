using Gateway.Policies.Authentication;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Validation.Security;

/// <summary>One way into operations: verified by one of some schemes, with all of some scopes and roles.</summary>
internal sealed record AccessAlternative(string[] Schemes, string[] Scopes, string[] Roles)
{
    public bool Accepts(CallerIdentity identity) => Array.IndexOf(Schemes, identity.Scheme) >= 0;

    public bool IsMetBy(CallerIdentity identity)
    {
        if (!Accepts(identity)) return false;
        foreach (var scope in Scopes)
            if (!identity.Scopes.Contains(scope)) return false;
        foreach (var role in Roles)
            if (!identity.Roles.Contains(role)) return false;
        return true;
    }
}

/// <summary>Who may call operations, by what the document says. One of the alternatives is enough.</summary>
/// <param name="alternatives">Those that need a credential.</param>
/// <param name="isForEverybody">There is one that needs none.</param>
/// <param name="challenges">What a caller with the wrong kind of credential is offered.</param>
internal sealed class OperationAccess(AccessAlternative[] alternatives, bool isForEverybody, string[] challenges)
{
    private const int MaxNote = 500;

    // Another credential of the caller may do: RFC 9110 section 15.5.2.
    private readonly Rejection _otherScheme = new()
    {
        Status = StatusCodes.Status401Unauthorized,
        Title = "Authentication required",
        Reason = "scheme-not-accepted",
        Headers = challenges.Length == 0 ? [] : [new("WWW-Authenticate", challenges)],
    };

    public bool IsForEverybody => isForEverybody;

    /// <summary>Null for a caller who may.</summary>
    public Rejection? Refuse(CallerIdentity identity, string operation)
    {
        if (isForEverybody) return null;
        var isAccepted = false;
        foreach (var alternative in alternatives)
        {
            if (alternative.IsMetBy(identity)) return null;
            isAccepted |= alternative.Accepts(identity);
        }

        return isAccepted ? Lacking(identity, operation) : _otherScheme;
    }

    private Rejection Lacking(CallerIdentity identity, string operation)
    {
        var ways = Array.FindAll(alternatives, a => a.Accepts(identity));
        var isAboutScopes = Array.Exists(ways, w => !w.Scopes.All(identity.Scopes.Contains));
        var note = $"{operation}: needs {string.Join(" or ", ways.Select(static w => string.Join(' ', [.. w.Scopes, .. w.Roles.Select(static r => $"role {r}")])))}";
        return new Rejection
        {
            Status = StatusCodes.Status403Forbidden,
            Title = "Forbidden",
            Reason = isAboutScopes ? "scope-missing" : "role-missing",
            Note = note.Length > MaxNote ? note[..MaxNote] : note,
            Headers = isAboutScopes && SchemeReference.Parse(identity.Scheme) is { Kind: SchemeReference.Jwt } ? [new("WWW-Authenticate", InsufficientScope(ways))] : [],
        };
    }

    // RFC 6750 section 3.1. "scope" would mean all of them: with several ways in, none is named.
    private static string InsufficientScope(AccessAlternative[] ways) =>
        ways.Length == 1 ? $"Bearer error=\"insufficient_scope\", scope=\"{string.Join(' ', ways[0].Scopes)}\"" : "Bearer error=\"insufficient_scope\"";
}
