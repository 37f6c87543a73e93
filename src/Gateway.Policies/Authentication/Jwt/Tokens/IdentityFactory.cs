using System.Collections.Frozen;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>Makes the caller's identity of a verified token, once for all requests that bring it.</summary>
internal sealed class IdentityFactory(string scheme, string issuerName, JwtOptions options)
{
    private const int MaxConsumerLength = 256;

    /// <summary>The identity; null when the token does not name a consumer that can be counted and logged.</summary>
    public CallerIdentity? Create(ParsedToken token, IEnumerable<Claim> claims)
    {
        if (Consumer(token.Payload) is not { } consumer) return null;
        var scopes = Scopes(token.Payload);
        var roles = ClaimValues.Read(token.Payload, options.RoleClaim, splitText: false);

        // By-case claim names ("Roles" is not "roles"), and copies of the claims, so that the token itself is not kept.
        var identity = new CaseSensitiveClaimsIdentity(claims, scheme, nameType: "sub", roleType: options.RoleClaim);
        // IsInRole also works where the roles lie inside an object.
        foreach (var role in roles)
            if (!identity.HasClaim(options.RoleClaim, role)) identity.AddClaim(new Claim(options.RoleClaim, role, ClaimValueTypes.String, token.Issuer));
        return new CallerIdentity
        {
            Principal = new ClaimsPrincipal(identity),
            Scheme = scheme,
            Consumer = $"{issuerName}:{consumer}",
            Scopes = scopes.ToFrozenSet(StringComparer.Ordinal),
            Roles = roles.ToFrozenSet(StringComparer.Ordinal),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(token.ExpiresAt!.Value),
        };
    }

    private IReadOnlyList<string> Scopes(JsonElement payload)
    {
        var scopes = ClaimValues.Read(payload, options.ScopeClaim, splitText: true);
        return scopes.Count > 0 || options.ScopeClaim != "scope" ? scopes : ClaimValues.Read(payload, "scp", splitText: true);
    }

    private string? Consumer(JsonElement payload)
    {
        if (options.ConsumerClaim != "sub") return Usable(payload, options.ConsumerClaim);
        return Usable(payload, "sub") ?? Usable(payload, "client_id") ?? Usable(payload, "azp");
    }

    // It becomes a key of limits, a field of log records and a header: bounded, and without control characters.
    private static string? Usable(JsonElement payload, string claim) =>
        ClaimValues.Read(payload, claim, splitText: false) is [{ Length: > 0 and <= MaxConsumerLength } value] && !value.AsSpan().ContainsAnyInRange('\0', '\x1f')
            && !value.Contains('\x7f', StringComparison.Ordinal)
            ? value
            : null;
}
