using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>Finds a bearer token in the Authorization header (RFC 6750 section 2.1). Tokens in the query or the body are not looked for: they end up in logs.</summary>
internal static class BearerCredential
{
    private const string Scheme = "Bearer";

    public static CredentialSearch Find(StringValues authorization)
    {
        if (authorization.Count == 0) return CredentialSearch.None;
        // Twice the header is two callers at once, whatever the schemes are; the backend might take the other one.
        if (authorization.Count > 1) return CredentialSearch.Ambiguous;
        var value = authorization[0];
        if (value is null || !IsBearer(value)) return CredentialSearch.None;
        // Two headers that someone on the way has joined.
        if (value.Contains(',', StringComparison.Ordinal)) return CredentialSearch.Ambiguous;
        // The whole field value, which Kestrel reuses on a connection: cutting the token out here would copy it for each request.
        return CredentialSearch.Found(new Credential(value, CredentialSource.Header, "Authorization"));
    }

    /// <summary>The token in a credential: what follows the scheme.</summary>
    public static ReadOnlySpan<char> Token(string value) => IsBearer(value) ? value.AsSpan(Scheme.Length).Trim(' ') : value;

    // "Bearer" alone counts, so that an empty token is a failed attempt rather than none.
    private static bool IsBearer(string value) =>
        value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && (value.Length == Scheme.Length || value[Scheme.Length] == ' ');
}
