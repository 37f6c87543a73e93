using System.Security.Claims;
using Gateway.Policies.Authentication;

namespace Gateway.Policies.RateLimit;

/// <summary>Finds claims of a verified caller by their exact type, without allocating.</summary>
internal static class ClaimLookup
{
    /// <summary>The first value; null without one.</summary>
    public static string? First(ClaimsPrincipal? principal, string type) => Find(principal, type, out _);

    /// <summary>The value, when all claims of the type have the same; null without one. <paramref name="several"/>: there are different ones.</summary>
    public static string? Only(ClaimsPrincipal? principal, string type, out bool several) => Find(principal, type, out several);

    /// <summary>What the caller's credential says of its tier, or else (given one) the claim; read <paramref name="several"/> as in <see cref="Only"/>.</summary>
    public static string? Tier(CallerIdentity identity, string? claim, out bool several)
    {
        several = false;
        return identity.Tier ?? (claim is null ? null : Only(identity.Principal, claim, out several));
    }

    // The lists behind the two properties are walked as lists: their interface enumerators would allocate on every request.
    private static string? Find(ClaimsPrincipal? principal, string type, out bool several)
    {
        string? found = null;
        several = false;
        if (principal is null) return null;
        if (principal.Identities is not List<ClaimsIdentity> identities) return Find(principal.Claims, type, found, ref several);
        foreach (var identity in identities)
        {
            if (identity.Claims is not List<Claim> claims)
            {
                found = Find(identity.Claims, type, found, ref several);
                continue;
            }

            foreach (var claim in claims) found = Next(claim, type, found, ref several);
        }

        return found;
    }

    private static string? Find(IEnumerable<Claim> claims, string type, string? found, ref bool several)
    {
        foreach (var claim in claims) found = Next(claim, type, found, ref several);
        return found;
    }

    private static string? Next(Claim claim, string type, string? found, ref bool several)
    {
        if (!string.Equals(claim.Type, type, StringComparison.Ordinal)) return found;
        if (found is null) return claim.Value;
        several |= !string.Equals(found, claim.Value, StringComparison.Ordinal);
        return found;
    }
}
