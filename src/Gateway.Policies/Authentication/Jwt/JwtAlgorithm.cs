using System.Collections.Frozen;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>What kind of key an algorithm needs (RFC 7518 section 3.1).</summary>
internal enum KeyKind
{
    Rsa,
    P256,
    P384,
    P521,
}

/// <summary>The signature algorithms that the gateway can verify. Public keys only, so that a public key can never serve as an HMAC secret.</summary>
/// <param name="Name">The "alg" value, compared by case.</param>
/// <param name="Kind">The key that it needs.</param>
/// <param name="SignatureBytes">The exact length of a signature; 0 where the key decides (RSA).</param>
internal sealed record JwtAlgorithm(string Name, KeyKind Kind, int SignatureBytes)
{
    /// <summary>RFC 7518 section 3.3: smaller RSA keys must not be used.</summary>
    public const int MinRsaBits = 2048;

    private static readonly FrozenDictionary<string, JwtAlgorithm> All = new JwtAlgorithm[]
    {
        new("RS256", KeyKind.Rsa, 0), new("RS384", KeyKind.Rsa, 0), new("RS512", KeyKind.Rsa, 0),
        new("PS256", KeyKind.Rsa, 0), new("PS384", KeyKind.Rsa, 0), new("PS512", KeyKind.Rsa, 0),
        new("ES256", KeyKind.P256, 64), new("ES384", KeyKind.P384, 96), new("ES512", KeyKind.P521, 132),
    }.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Keys.Order(StringComparer.Ordinal));

    public static JwtAlgorithm? Find(string name) => All.GetValueOrDefault(name);
}
