using System.Text.Json;
using Gateway.Policies.Authentication.Jwt.Keys;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>A token that has the form of a JWT, not verified: nothing in it is true yet.</summary>
internal sealed class ParsedToken : IDisposable
{
    private readonly JsonDocument _payload;

    private ParsedToken(JsonDocument payload) => _payload = payload;

    public required string Algorithm { get; init; }

    public string? KeyId { get; private init; }

    /// <summary>The header's "typ"; null without.</summary>
    public string? Type { get; private init; }

    public required string Issuer { get; init; }

    public long? ExpiresAt { get; private init; }

    public long? NotBefore { get; private init; }

    public long? IssuedAt { get; private init; }

    public required int SignatureBytes { get; init; }

    public JsonElement Payload => _payload.RootElement;

    /// <summary>Reads a token, or says why it cannot be one. Rules that hold for every issuer; no cryptography.</summary>
    public static string? TryRead(ReadOnlySpan<char> token, out ParsedToken? parsed)
    {
        parsed = null;
        if (!CompactToken.HasAlphabet(token)) return JwtReason.Malformed;
        if (CompactToken.TrySplit(token, out var parts) is { } reason) return reason;
        using var header = StrictJson.TryRead(CompactToken.Decode(parts.Header));
        if (header is null) return JwtReason.Malformed;
        var json = header.RootElement;
        if (CheckHeader(json) is { } refused) return refused;
        if (!StrictJson.TryText(json, "alg", out var algorithm) || algorithm is null) return JwtReason.AlgorithmRefused;
        if (!StrictJson.TryText(json, "kid", out var keyId) || keyId is { Length: 0 or > VerificationKey.MaxKeyIdLength }) return JwtReason.Malformed;
        if (!StrictJson.TryText(json, "typ", out var type)) return JwtReason.Malformed;
        if (CompactToken.Decode(parts.Signature) is not { Length: > 0 } signature) return JwtReason.Malformed;
        return TryReadPayload(CompactToken.Decode(parts.Payload), algorithm, keyId, type, signature.Length, out parsed);
    }

    public void Dispose() => _payload.Dispose();

    private static string? CheckHeader(JsonElement header)
    {
        if (header.TryGetProperty("enc", out _)) return JwtReason.Encrypted;
        // crit, b64 (RFC 7797) and zip change what the other parts mean; cty JWT says that the payload is another token.
        // jku, x5u, jwk and x5c are never looked at: a token does not say which key to trust.
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _) || header.TryGetProperty("zip", out _)) return JwtReason.HeaderRefused;
        return header.TryGetProperty("cty", out _) ? JwtReason.HeaderRefused : null;
    }

    private static string? TryReadPayload(byte[]? utf8, string algorithm, string? keyId, string? type, int signatureBytes, out ParsedToken? parsed)
    {
        parsed = null;
        var payload = StrictJson.TryRead(utf8);
        if (payload is null) return JwtReason.Malformed;
        var json = payload.RootElement;
        string? reason;
        if (!StrictJson.TryText(json, "iss", out var issuer)
            || !StrictJson.TrySeconds(json, "exp", out var expiresAt)
            || !StrictJson.TrySeconds(json, "nbf", out var notBefore)
            || !StrictJson.TrySeconds(json, "iat", out var issuedAt))
        {
            reason = JwtReason.Malformed;
        }
        else if (issuer is null)
        {
            reason = JwtReason.IssuerMissing;
        }
        else
        {
            parsed = new ParsedToken(payload)
            {
                Algorithm = algorithm,
                KeyId = keyId,
                Type = type,
                Issuer = issuer,
                ExpiresAt = expiresAt,
                NotBefore = notBefore,
                IssuedAt = issuedAt,
                SignatureBytes = signatureBytes,
            };
            return null;
        }

        payload.Dispose();
        return reason;
    }
}
