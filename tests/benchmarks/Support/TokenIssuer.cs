using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Benchmarks.Support;

/// <summary>An issuer with an RSA key of 2,048 bits and a P-256 key; its tokens have the size and the claims of an ordinary access token (RFC 9068).</summary>
internal sealed class TokenIssuer : IDisposable
{
    public const string Issuer = "https://id.example.com";
    public const string Audience = "orders-api";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public keys (RFC 7517). Without "alg": the RSA key serves RS256 and PS256.</summary>
    public string Jwks()
    {
        var rsa = _rsa.ExportParameters(includePrivateParameters: false);
        var point = _ec.ExportParameters(includePrivateParameters: false).Q;
        var rsaKey = new JsonObject
        {
            ["kid"] = "rsa",
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["n"] = Base64Url.EncodeToString(rsa.Modulus),
            ["e"] = Base64Url.EncodeToString(rsa.Exponent),
        };
        var ecKey = new JsonObject
        {
            ["kid"] = "ec",
            ["kty"] = "EC",
            ["use"] = "sig",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
        return new JsonObject { ["keys"] = new JsonArray(rsaKey, ecKey) }.ToJsonString();
    }

    /// <summary>The RSA key for programs that read PEM.</summary>
    public string RsaPublicKeyPem() => _rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>The P-256 key for programs that read PEM.</summary>
    public string EcPublicKeyPem() => _ec.ExportSubjectPublicKeyInfoPem();

    /// <param name="algorithm">RS256, PS256 or ES256.</param>
    /// <param name="subject">Whom the token is about.</param>
    public string Token(string algorithm, string subject = "4f1c0a52-9d5e-4a3c-8a54-0f6f1f0f8a11")
    {
        var now = TimeProvider.System.GetUtcNow();
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = algorithm is "ES256" ? "ec" : "rsa" };
        var payload = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = subject,
            ["client_id"] = "web-app",
            ["scope"] = "orders:read orders:write profile:read",
            ["roles"] = new JsonArray("clerk"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
        };
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(algorithm, Encoding.ASCII.GetBytes(signed)))}";
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    private byte[] Sign(string algorithm, byte[] input) => algorithm switch
    {
        "RS256" => _rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "PS256" => _rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "ES256" => _ec.SignData(input, HashAlgorithmName.SHA256),
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "allowed: RS256, PS256, ES256"),
    };

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
