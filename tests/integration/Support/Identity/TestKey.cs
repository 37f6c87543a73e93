using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Gateway.IntegrationTests.Support;

/// <summary>A signing key of an identity provider, with what its JWK says about it.</summary>
public sealed class TestKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private TestKey(AsymmetricAlgorithm key, string? kid, string? alg, string? use)
    {
        (_key, Kid, Alg, Use) = (key, kid, alg, use);
        SigningAlgorithm = alg ?? (key is RSA ? "RS256" : "ES256");
    }

    public string? Kid { get; }

    /// <summary>What the JWK says; null leaves the member out.</summary>
    public string? Alg { get; }

    public string? Use { get; }

    /// <summary>The algorithm that <see cref="Signer"/> uses: RS256, PS256 or ES256.</summary>
    public string SigningAlgorithm { get; init; }

    public RSA Rsa => (RSA)_key;

    public ECDsa Ec => (ECDsa)_key;

    public TokenSigner Signer => SigningAlgorithm switch
    {
        "RS256" => TokenSigners.Rs256(Rsa),
        "PS256" => TokenSigners.Ps256(Rsa),
        "ES256" => TokenSigners.Es256(Ec),
        _ => throw new InvalidOperationException($"found {SigningAlgorithm}; allowed: RS256, PS256, ES256"),
    };

    public static TestKey CreateRsa(string? kid, string? alg = "RS256", string? use = "sig") => new(RSA.Create(2048), kid, alg, use);

    public static TestKey CreateEc(string? kid, string? alg = "ES256", string? use = "sig") =>
        new(ECDsa.Create(ECCurve.NamedCurves.nistP256), kid, alg, use);

    /// <summary>The same key material under another kid, alg or use.</summary>
    public TestKey As(string? kid, string? alg, string? use = "sig") => new(_key, kid, alg, use) { SigningAlgorithm = SigningAlgorithm };

    /// <summary>The public key as PEM: what an RS256-to-HS256 attacker uses as the secret.</summary>
    public string PublicPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>The public JWK (RFC 7517); add or remove members at will.</summary>
    public JsonObject ToJwk()
    {
        var jwk = new JsonObject();
        if (_key is RSA rsa)
        {
            var parameters = rsa.ExportParameters(includePrivateParameters: false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Encode(parameters.Modulus), Encode(parameters.Exponent));
        }
        else
        {
            var point = Ec.ExportParameters(includePrivateParameters: false).Q;
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", "P-256", Encode(point.X), Encode(point.Y));
        }

        foreach (var (name, value) in new[] { ("kid", Kid), ("alg", Alg), ("use", Use) })
        {
            if (value is not null)
                jwk[name] = value;
        }

        return jwk;
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
