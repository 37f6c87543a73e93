using System.Collections.Frozen;
using System.Text.Json;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>What one issuer's tokens have to say before their signature is looked at. Each rule is one method; the order is from cheap to dear.</summary>
internal sealed class TokenRules(JwtOptions options)
{
    private const string MediaTypePrefix = "application/";

    // In an ID token by OpenID Connect Core sections 2, 3.1.3.6 and 3.3.2.11; in a logout token; in a DPoP proof (RFC 9449).
    private static readonly string[] ForeignClaims = ["nonce", "at_hash", "c_hash", "Hash", "events", "htm", "htu"];

    // Issuers (Keycloak among them) that leave the header's typ at JWT say the kind of token in the payload.
    private static readonly FrozenSet<string> ForeignKinds =
        FrozenSet.ToFrozenSet(["ID", "Refresh", "Offline", "Logout", "DPoP"], StringComparer.OrdinalIgnoreCase);

    private readonly string _issuer = options.EffectiveIssuer;
    private readonly FrozenSet<string> _audiences = options.Audiences.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _algorithms = options.Algorithms.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string> _types = options.TokenTypes.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _required = [.. options.RequiredClaims];
    private readonly TimeSpan? _maxLifetime = options.MaxLifetime;

    /// <summary>The difference of clocks that exp, nbf and iat forgive.</summary>
    public TimeSpan ClockSkew { get; } = options.ClockSkew;

    /// <summary>The issuer as it stands in the token, character by character: a trailing slash is another issuer.</summary>
    public bool IsMine(ParsedToken token) => token.Issuer == _issuer;

    /// <summary>The algorithm if it is allowed, by case: "NONE" and "rs256" are no names of algorithms.</summary>
    public JwtAlgorithm? Algorithm(ParsedToken token) => _algorithms.Contains(token.Algorithm) ? JwtAlgorithm.Find(token.Algorithm) : null;

    /// <summary>Why a token of this issuer is refused; null when only its signature is left to check.</summary>
    public string? Check(ParsedToken token, DateTimeOffset now) =>
        CheckType(token) ?? CheckProof(token) ?? CheckAudience(token) ?? CheckTimes(token.ExpiresAt, token.NotBefore, token.IssuedAt, now) ?? CheckLifetime(token) ?? CheckRequired(token);

    /// <summary>Also asked by the library's own check, so that both judge by one clock.</summary>
    public string? CheckTimes(long? expiresAt, long? notBefore, long? issuedAt, DateTimeOffset now)
    {
        if (expiresAt is not { } exp) return JwtReason.ExpiryMissing;
        if (DateTimeOffset.FromUnixTimeSeconds(exp) + ClockSkew <= now) return JwtReason.Expired;
        if (notBefore is { } nbf && DateTimeOffset.FromUnixTimeSeconds(nbf) > now + ClockSkew) return JwtReason.NotYetValid;
        return issuedAt is { } iat && DateTimeOffset.FromUnixTimeSeconds(iat) > now + ClockSkew ? JwtReason.NotYetValid : null;
    }

    // RFC 8725 section 3.11, RFC 9068 section 4: a token of another kind under the same keys must not pass for an access token.
    private string? CheckType(ParsedToken token)
    {
        var type = token.Type ?? "JWT";
        if (type.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase)) type = type[MediaTypePrefix.Length..];
        if (!_types.Contains(type)) return JwtReason.TypeRefused;
        // A token that says what it is needs no guessing.
        if (!type.Equals("JWT", StringComparison.OrdinalIgnoreCase)) return null;
        foreach (var name in ForeignClaims)
            if (token.Payload.TryGetProperty(name, out _)) return JwtReason.TypeRefused;
        return StrictJson.TryText(token.Payload, "typ", out var kind) && kind is not null && ForeignKinds.Contains(kind) ? JwtReason.TypeRefused : null;
    }

    // RFC 9449 section 7.1, RFC 8705 section 3: a token bound to a key or certificate is worth nothing without the proof, which a bearer does not bring.
    private static string? CheckProof(ParsedToken token) => token.Payload.TryGetProperty("cnf", out _) ? JwtReason.ProofRequired : null;

    private string? CheckAudience(ParsedToken token)
    {
        if (!token.Payload.TryGetProperty("aud", out var audience)) return JwtReason.AudienceMismatch;
        if (StrictJson.TryText(audience, out var single)) return _audiences.Contains(single!) ? null : JwtReason.AudienceMismatch;
        if (audience.ValueKind is not JsonValueKind.Array) return JwtReason.Malformed;
        var matches = false;
        foreach (var element in audience.EnumerateArray())
        {
            if (!StrictJson.TryText(element, out var one)) return JwtReason.Malformed;
            matches |= _audiences.Contains(one!);
        }

        return matches ? null : JwtReason.AudienceMismatch;
    }

    private string? CheckLifetime(ParsedToken token)
    {
        if (_maxLifetime is not { } most) return null;
        if (token.IssuedAt is not { } issuedAt) return JwtReason.ClaimMissing;
        return TimeSpan.FromSeconds(token.ExpiresAt!.Value - issuedAt) > most ? JwtReason.LifetimeTooLong : null;
    }

    private string? CheckRequired(ParsedToken token)
    {
        foreach (var name in _required)
            if (!token.Payload.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null) return JwtReason.ClaimMissing;
        return null;
    }
}
