using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.UnitTests.Authentication.Jwt.Support;

/// <summary>An issuer's key pair: its public half as a JWK, and tokens signed by it without any library that could repair what the test breaks.</summary>
internal sealed class SigningKey
{
    private static readonly Dictionary<string, SigningKey> Shared = [];
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private SigningKey(string kid, RSA? rsa, ECDsa? ec) => (Kid, _rsa, _ec) = (kid, rsa, ec);

    public string Kid { get; }

    /// <summary>Key generation is slow: a test that names no size shares the pair with the others that use the name.</summary>
    public static SigningKey Rsa(string kid = "rsa-1", int bits = 2048) => Get($"{kid}/{bits}", () => new SigningKey(kid, RSA.Create(bits), null));

    public static SigningKey Ec(string kid = "ec-1", ECCurve? curve = null) =>
        Get($"{kid}/{curve?.Oid.FriendlyName}", () => new SigningKey(kid, null, ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256)));

    /// <summary>The public half. A null value in <paramref name="changes"/> removes the member.</summary>
    public JsonObject Jwk(params (string Name, JsonNode? Value)[] changes)
    {
        var jwk = new JsonObject { ["kid"] = Kid, ["use"] = "sig" };
        if (_rsa is not null)
        {
            var p = _rsa.ExportParameters(false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Text(p.Modulus!), Text(p.Exponent!));
        }
        else
        {
            var p = _ec!.ExportParameters(false);
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", $"P-{_ec.KeySize}", Text(p.Q.X!), Text(p.Q.Y!));
        }

        foreach (var (name, value) in changes)
            if (value is null) jwk.Remove(name);
            else jwk[name] = value;
        return jwk;
    }

    public static string Set(params JsonObject[] keys) => new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();

    public static byte[] PublicPem(SigningKey key) => Encoding.ASCII.GetBytes(key._rsa!.ExportSubjectPublicKeyInfoPem());

    /// <summary>Signs header and payload as they are written.</summary>
    public string Sign(string header, string payload, string algorithm)
    {
        var input = $"{Text(header)}.{Text(payload)}";
        return $"{input}.{Text(Signature(Encoding.ASCII.GetBytes(input), algorithm))}";
    }

    public byte[] Signature(byte[] input, string algorithm, bool der = false)
    {
        var hash = new HashAlgorithmName($"SHA{algorithm[2..]}");
        return algorithm[0] switch
        {
            'E' => _ec!.SignData(input, hash, der ? DSASignatureFormat.Rfc3279DerSequence : DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            'P' => _rsa!.SignData(input, hash, RSASignaturePadding.Pss),
            _ => _rsa!.SignData(input, hash, RSASignaturePadding.Pkcs1),
        };
    }

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    private static SigningKey Get(string name, Func<SigningKey> create)
    {
        lock (Shared)
            return Shared.TryGetValue(name, out var key) ? key : Shared[name] = create();
    }
}
