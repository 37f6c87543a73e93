using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>A public key that may verify signatures of one issuer's tokens, with what its owner says about its use.</summary>
internal sealed class VerificationKey
{
    public const int MaxKeyIdLength = 256;
    private const int MaxRsaBits = 16_384;
    private volatile bool _isRetired;

    private VerificationKey(string? keyId, string? algorithm, KeyKind kind, SecurityKey key, string fingerprint)
    {
        KeyId = keyId;
        Algorithm = algorithm;
        Kind = kind;
        SecurityKey = key;
        Fingerprint = fingerprint;
    }

    /// <summary>The key's "kid"; null for a key without.</summary>
    public string? KeyId { get; }

    /// <summary>The only algorithm that it may be used with, when its owner says so.</summary>
    public string? Algorithm { get; }

    public KeyKind Kind { get; }

    public SecurityKey SecurityKey { get; }

    /// <summary>Equal for the same key with the same name and use.</summary>
    public string Fingerprint { get; }

    /// <summary>The issuer no longer publishes it: tokens that it signed are worth nothing from now on, cached or not.</summary>
    public bool IsRetired => _isRetired;

    public void Retire() => _isRetired = true;

    public bool Fits(JwtAlgorithm algorithm) => Kind == algorithm.Kind && (Algorithm is null || Algorithm == algorithm.Name);

    /// <summary>The key, or why it cannot verify tokens.</summary>
    public static string? TryCreate(JsonWebKey jwk, out VerificationKey? key)
    {
        key = null;
        if (!string.IsNullOrEmpty(jwk.Use) && jwk.Use != "sig") return "not for signatures";
        if (jwk.KeyOps.Count > 0 && !jwk.KeyOps.Contains("verify")) return "not for verifying";
        if (!string.IsNullOrEmpty(jwk.D) || !string.IsNullOrEmpty(jwk.P) || !string.IsNullOrEmpty(jwk.Q) || !string.IsNullOrEmpty(jwk.K)) return "secret or private: whoever reads the key set can sign";
        if (jwk.Kid?.Length > MaxKeyIdLength) return "kid too long";
        var keyId = string.IsNullOrEmpty(jwk.Kid) ? null : jwk.Kid;
        var algorithm = string.IsNullOrEmpty(jwk.Alg) ? null : jwk.Alg;
        if (algorithm is not null && JwtAlgorithm.Find(algorithm) is null) return "unsupported alg";
        try
        {
            var problem = jwk.Kty switch
            {
                "RSA" => TryRsa(jwk, out var rsa) is { } p ? p : Make(rsa!, KeyKind.Rsa, out key),
                "EC" => TryEc(jwk, out var ec, out var kind) is { } p ? p : Make(ec!, kind, out key),
                _ => "unsupported kty",
            };
            return problem;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException or PlatformNotSupportedException)
        {
            return "not a valid key";
        }

        string? Make(SecurityKey securityKey, KeyKind kind, out VerificationKey? made)
        {
            made = null;
            if (algorithm is not null && JwtAlgorithm.Find(algorithm)!.Kind != kind) return "alg that does not fit the key";
            securityKey.KeyId = keyId;
            var fingerprint = $"{kind}|{algorithm}|{Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint())}|{keyId}";
            made = new VerificationKey(keyId, algorithm, kind, securityKey, fingerprint);
            return null;
        }
    }

    private static string? TryRsa(JsonWebKey jwk, out RsaSecurityKey? key)
    {
        key = null;
        var parameters = new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(jwk.N), Exponent = Base64UrlEncoder.DecodeBytes(jwk.E) };
        // The runtime looks for the first byte of each.
        if (parameters.Modulus is [] || parameters.Exponent is []) return "not a valid key";
        using var rsa = RSA.Create(parameters);
        if (rsa.KeySize < JwtAlgorithm.MinRsaBits) return $"RSA key of {rsa.KeySize} bits, at least {JwtAlgorithm.MinRsaBits} needed";
        if (rsa.KeySize > MaxRsaBits) return $"RSA key of more than {MaxRsaBits} bits";
        // e = 1 would make every signature its own message.
        if (parameters.Exponent is not [.., _] || parameters.Exponent is [1] || (parameters.Exponent[^1] & 1) == 0) return "not a valid key";
        key = new RsaSecurityKey(parameters);
        return null;
    }

    private static string? TryEc(JsonWebKey jwk, out ECDsaSecurityKey? key, out KeyKind kind)
    {
        key = null;
        (kind, var curve) = jwk.Crv switch
        {
            "P-256" => (KeyKind.P256, ECCurve.NamedCurves.nistP256),
            "P-384" => (KeyKind.P384, ECCurve.NamedCurves.nistP384),
            "P-521" => (KeyKind.P521, ECCurve.NamedCurves.nistP521),
            _ => (default, default(ECCurve)),
        };
        if (!curve.IsNamed) return "unsupported crv";
        var q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(jwk.X), Y = Base64UrlEncoder.DecodeBytes(jwk.Y) };
        // The import checks that the point lies on the curve. The key lives as long as the ring needs it.
        key = new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = curve, Q = q }));
        return null;
    }
}
