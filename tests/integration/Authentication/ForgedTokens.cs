using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>A token that must not be accepted, and the reason that the operator is told.</summary>
internal sealed record ForgedToken(string Name, string Token, string Reason);

/// <summary>J1 to J4 and J6 to J10 of the attack list, as tokens against a <see cref="TestIdentityProvider"/>.</summary>
internal sealed class ForgedTokens(TestIdentityProvider provider, TestKey rsa, TestKey encryption, TestKey psOnly, TestIdentityProvider evil)
{
    private const string Malformed = "token-malformed";
    private const string Algorithm = "algorithm-refused";
    private const string Signature = "signature-invalid";
    private const string Type = "type-refused";
    private const string Audience = "audience-mismatch";

    private readonly TestKey _stranger = TestKey.CreateEc("key-1");
    private readonly TestKey _strangerRsa = TestKey.CreateRsa("rsa-1");

    public IReadOnlyList<ForgedToken> NoneAndMissing()
    {
        string[] spellings = ["none", "None", "NONE", "nOnE"];
        return
        [
            .. spellings.Select(alg => new ForgedToken($"J1 {alg} unsigned", Raw($$"""{"alg":"{{alg}}","typ":"at+jwt"}""", signer: TokenSigners.None), Malformed)),
            .. spellings.Select(alg => new ForgedToken($"J1 {alg} with a signature", Raw($$"""{"alg":"{{alg}}","typ":"at+jwt"}"""), Algorithm)),
            new("J1 none two parts", Raw("""{"alg":"none"}""", signer: TokenSigners.None).TrimEnd('.'), Malformed),
            new("J1 alg missing", Raw("""{"typ":"at+jwt","kid":"key-1"}"""), Algorithm),
            new("J1 alg empty", Raw("""{"alg":"","kid":"key-1"}"""), Algorithm),
            new("J1 alg null", Raw("""{"alg":null,"kid":"key-1"}"""), Algorithm),
            new("J1 alg number", Raw("""{"alg":256,"kid":"key-1"}"""), Algorithm),
            new("J1 alg array", Raw("""{"alg":["ES256"],"kid":"key-1"}"""), Algorithm),
            new("J1 alg lower case", Raw("""{"alg":"es256","kid":"key-1"}"""), Algorithm),
            new("J1 alg not allowed", Raw("""{"alg":"ES512","kid":"key-1"}"""), Algorithm),
        ];
    }

    public IReadOnlyList<ForgedToken> PublicKeyAsSecret()
    {
        var jwk = rsa.ToJwk();
        (string Name, byte[] Secret)[] secrets =
        [
            ("PEM", Encoding.ASCII.GetBytes(rsa.PublicPem())),
            ("PEM with line end", Encoding.ASCII.GetBytes(rsa.PublicPem() + "\n")),
            ("DER", rsa.Rsa.ExportSubjectPublicKeyInfo()),
            ("PKCS 1", rsa.Rsa.ExportRSAPublicKey()),
            ("modulus", rsa.Rsa.ExportParameters(false).Modulus!),
            ("JWK", Encoding.UTF8.GetBytes(jwk.ToJsonString())),
            ("empty", [0]),
        ];
        return
        [
            .. secrets.Select(s => new ForgedToken($"J2 HS256 with {s.Name}", Raw("""{"alg":"HS256","typ":"at+jwt","kid":"rsa-1"}""", signer: TokenSigners.Hs256(s.Secret)), Algorithm)),
            new("J2 HS256 under RS256", Raw("""{"alg":"RS256","typ":"at+jwt","kid":"rsa-1"}""", signer: TokenSigners.Hs256(secrets[0].Secret)), Signature),
        ];
    }

    public IReadOnlyList<ForgedToken> ForeignKeys()
    {
        string[] unknown =
        [
            "../../../../dev/null", "/dev/null", "file:///etc/passwd", "' OR '1'='1", "key-1' UNION SELECT 'AA==", "key-1\\u0000", "key-1 ", "KEY-1",
            "http://evil.example/jwks", "|id", "*",
        ];
        string[] odd = ["1", "[\"key-1\"]", "{}", "null", "\"\"", $"\"{new string('k', 300)}\"", "true"];
        string[] pointers =
        [
            $"\"jku\":\"{evil.JwksUri}\"", $"\"x5u\":\"{evil.JwksUri}\"", $"\"jwk\":{_stranger.ToJwk().ToJsonString()}", "\"x5c\":[\"MIIB\"]",
            $"\"jku\":\"{evil.JwksUri}\",\"jwk\":{_stranger.ToJwk().ToJsonString()},\"x5u\":\"{evil.JwksUri}\"", "\"x5t\":\"AAAA\"",
        ];
        return
        [
            .. unknown.Select(kid => new ForgedToken($"J3 kid {kid}", Raw($$"""{"alg":"ES256","kid":"{{kid}}"}"""), "key-unknown")),
            .. odd.Select(kid => new ForgedToken($"J3 kid {kid[..Math.Min(9, kid.Length)]}", Raw($$"""{"alg":"ES256","kid":{{kid}}}"""), Malformed)),
            .. pointers.Select(p => new ForgedToken($"J3 {p[..6]} with a known kid", Raw($$"""{"alg":"ES256","kid":"key-1",{{p}}}"""), Signature)),
            .. pointers.Select(p => new ForgedToken($"J3 {p[..6]} without kid", Raw($$"""{"alg":"ES256",{{p}}}"""), Signature)),
            .. pointers.Select(p => new ForgedToken($"J3 {p[..6]} with its own kid", Raw($$"""{"alg":"ES256","kid":"evil",{{p}}}"""), "key-unknown")),
            new("J4 key for encryption", Raw("""{"alg":"RS256","kid":"enc-1"}""", signer: encryption.Signer), "key-unknown"),
            new("J4 key of another alg", Raw("""{"alg":"RS256","kid":"ps-1"}""", signer: TokenSigners.Rs256(psOnly.Rsa)), "key-unfit"),
            new("J4 RS256 under an EC key", Raw("""{"alg":"RS256","kid":"key-1"}""", signer: _strangerRsa.Signer), "key-unfit"),
            new("J4 ES256 under an RSA key", Raw("""{"alg":"ES256","kid":"rsa-1"}"""), "key-unfit"),
            new("J4 PS256 by a RS256 key", Raw("""{"alg":"PS256","kid":"rsa-1"}""", signer: TokenSigners.Ps256(rsa.Rsa)), "key-unfit"),
        ];
    }

    public IReadOnlyList<ForgedToken> Signatures()
    {
        const string Header = """{"alg":"ES256","typ":"at+jwt","kid":"key-1"}""";
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var valid = provider.Mint();
        var end = valid.LastIndexOf('.');
        var tail = valid[end..];
        (string Name, TokenSigner Signer)[] signers =
        [
            ("r=s=0", TokenSigners.Bytes(new byte[64])),
            ("r=0", input => [.. new byte[32], .. provider.Key.Signer(input)[32..]]),
            ("s=0", input => [.. provider.Key.Signer(input)[..32], .. new byte[32]]),
            ("r=s=n", TokenSigners.Bytes([.. order, .. order])),
            ("r=s=1", TokenSigners.Bytes([.. new byte[31], 1, .. new byte[31], 1])),
            ("all ones", TokenSigners.Bytes([.. Enumerable.Repeat((byte)255, 64)])),
            ("DER", TokenSigners.Es256Der(provider.Key.Ec)),
            ("truncated by one", input => provider.Key.Signer(input)[..63]),
            ("half", input => provider.Key.Signer(input)[..32]),
            ("one byte", TokenSigners.Bytes([1])),
            ("one byte more", input => [.. provider.Key.Signer(input), 0]),
            ("leading zero", input => [0, .. provider.Key.Signer(input)]),
            ("halves exchanged", input => Exchange(provider.Key.Signer(input))),
            ("by a stranger", _stranger.Signer),
            ("P-384", input => SignP384(input)),
        ];
        return
        [
            .. signers.Select(s => new ForgedToken($"J6 {s.Name}", Raw(Header, signer: s.Signer), Signature)),
            new("J6 payload of another token", $"{RawToken.Encode(Header)}.{RawToken.Encode(Text(new JsonObject { ["sub"] = "root" }))}{tail}", Signature),
            new("J6 padded", valid + "==", Malformed),
            new("J6 four parts", valid + ".AAAA", Malformed),
            new("J6 no canonical base64", valid[..(end + 1)] + "A", Malformed),
        ];
    }

    public IReadOnlyList<ForgedToken> Claims()
    {
        var now = provider.Clock.GetUtcNow().ToUnixTimeSeconds();
        return
        [
            With("J7 no exp", "exp", null, "expiry-missing"),
            With("J7 exp text", "exp", $"\"{now + 300}\"", Malformed),
            With("J7 exp float", "exp", $"{now + 300}.5", Malformed),
            With("J7 exp exponent", "exp", "2e9", Malformed),
            With("J7 exp 1e400", "exp", "1e400", Malformed),
            With("J7 exp beyond 64 bits", "exp", "99999999999999999999", Malformed),
            With("J7 exp beyond the calendar", "exp", "253402300800", Malformed),
            With("J7 exp negative", "exp", "-1", Malformed),
            With("J7 exp true", "exp", "true", Malformed),
            With("J7 exp null", "exp", "null", Malformed),
            With("J7 exp array", "exp", $"[{now + 300}]", Malformed),
            With("J7 exp zero", "exp", "0", "token-expired"),
            With("J7 exp past", "exp", $"{now - 60}", "token-expired"),
            With("J7 nbf ahead", "nbf", $"{now + 120}", "token-not-yet-valid"),
            With("J7 nbf text", "nbf", $"\"{now}\"", Malformed),
            With("J7 nbf float", "nbf", "1.5", Malformed),
            With("J7 iat ahead", "iat", $"{now + 120}", "token-not-yet-valid"),
            With("J7 iat text", "iat", "\"yesterday\"", Malformed),
            With("J7 aud absent", "aud", null, Audience),
            With("J7 aud other", "aud", "\"billing-api\"", Audience),
            With("J7 aud upper case", "aud", "\"ORDERS-API\"", Audience),
            With("J7 aud with slash", "aud", "\"orders-api/\"", Audience),
            With("J7 aud with more behind a space", "aud", "\"orders-api other\"", Audience),
            With("J7 aud empty", "aud", "\"\"", Audience),
            With("J7 aud empty array", "aud", "[]", Audience),
            With("J7 aud array of others", "aud", "[\"a\",\"b\"]", Audience),
            With("J7 aud number", "aud", "7", Malformed),
            With("J7 aud null", "aud", "null", Malformed),
            With("J7 aud object", "aud", "{\"orders-api\":1}", Malformed),
            With("J7 aud mixed array", "aud", "[\"orders-api\",7]", Malformed),
            With("J7 aud nested", "aud", "[[\"orders-api\"]]", Malformed),
            With("J7 iss absent", "iss", null, "issuer-missing"),
            With("J7 iss with slash", "iss", $"\"{provider.Issuer}/\"", "credential-unrecognized"),
            With("J7 iss upper case", "iss", $"\"{provider.Issuer.ToUpperInvariant()}\"", "credential-unrecognized"),
            With("J7 iss other", "iss", "\"https://evil.example\"", "credential-unrecognized"),
            With("J7 iss empty", "iss", "\"\"", "credential-unrecognized"),
            With("J7 iss array", "iss", $"[\"{provider.Issuer}\"]", Malformed),
            With("J7 iss null", "iss", "null", Malformed),
            With("J7 sub absent", "sub", null, "consumer-missing"),
            With("J7 sub with a line end", "sub", "\"alice\\r\\nX-Consumer: root\"", "consumer-missing"),
        ];
    }

    public IReadOnlyList<ForgedToken> Duplicates()
    {
        var claims = provider.Claims().ToJsonString();
        var rest = claims[1..];
        return
        [
            new("J8 alg twice", Raw("""{"alg":"ES256","alg":"none","kid":"key-1"}""", signer: provider.Key.Signer), Malformed),
            new("J8 alg twice, escaped", Raw("""{"alg":"ES256","\u0061lg":"none","kid":"key-1"}""", signer: provider.Key.Signer), Malformed),
            new("J8 kid twice", Raw("""{"alg":"ES256","kid":"key-1","kid":"evil"}""", signer: provider.Key.Signer), Malformed),
            new("J8 iss twice", RawPayload($"{{\"iss\":\"https://evil.example\",{rest}"), Malformed),
            new("J8 aud twice", RawPayload($"{{\"aud\":\"x\",{rest}"), Malformed),
            new("J8 exp twice", RawPayload($"{{\"exp\":1,{rest}"), Malformed),
            new("J8 sub twice", RawPayload($"{{\"sub\":\"root\",{rest}"), Malformed),
            new("J8 sub twice, escaped", RawPayload($"{{\"\\u0073ub\":\"root\",{rest}"), Malformed),
            new("J8 nested twice", RawPayload($"{{\"act\":{{\"a\":1,\"a\":2}},{rest}"), Malformed),
            new("J8 lone surrogate", RawPayload($"{{\"name\\ud800\":1,{rest}"), Malformed),
            new("J8 invalid UTF-8", Mangle(claims), Malformed),
            new("J8 BOM", RawPayload("\ufeff" + claims), Malformed),
            new("J8 comment", RawPayload(claims + "/* */"), Malformed),
            new("J8 two objects", RawPayload(claims + claims), Malformed),
            new("J8 array", RawPayload($"[{claims}]"), Malformed),
            new("J8 text", RawPayload("\"alice\""), Malformed),
        ];
    }

    public IReadOnlyList<ForgedToken> SizeAndEncryption()
    {
        var rest = provider.Claims().ToJsonString()[1..];
        var nested = new string('[', 5000) + new string(']', 5000);
        var jwe = $"{RawToken.Encode("""{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647,"p2s":"AAAA","zip":"DEF"}""")}.AA.AA.AA.AA";
        return
        [
            new("J9 longer than allowed", RawPayload($"{{\"pad\":\"{new string('a', 20_000)}\",{rest}"), "token-too-long"),
            new("J9 5,000 nested claims", RawPayload($"{{\"deep\":{nested},{rest}"), Malformed),
            new("J9 nested header", Raw($$"""{"alg":"ES256","kid":"key-1","x":{{nested[4900..5100]}}}""", signer: provider.Key.Signer), Malformed),
            new("J9 400 members", RawPayload($"{{{string.Concat(Enumerable.Range(0, 400).Select(i => $"\"c{i}\":{i},"))}{rest}"), Malformed),
            new("J9 JWE with p2c and zip", jwe, "token-encrypted"),
            new("J9 JWE in three parts", Raw("""{"alg":"dir","enc":"A256GCM"}"""), "token-encrypted"),
            new("J9 zip", Raw("""{"alg":"ES256","kid":"key-1","zip":"DEF"}""", signer: provider.Key.Signer), "header-refused"),
            new("J9 crit", Raw("""{"alg":"ES256","kid":"key-1","crit":["exp"],"exp":1}""", signer: provider.Key.Signer), "header-refused"),
            new("J9 b64", Raw("""{"alg":"ES256","kid":"key-1","b64":false}""", signer: provider.Key.Signer), "header-refused"),
            new("J9 nested token", Raw("""{"alg":"ES256","kid":"key-1","cty":"JWT"}""", signer: provider.Key.Signer), "header-refused"),
            new("J9 one part", new string('A', 1000), Malformed),
            new("J9 only dots", "..", Malformed),
            new("J9 2,000 dots", new string('.', 2000), Malformed),
        ];
    }

    public IReadOnlyList<ForgedToken> OtherKinds()
    {
        string[] types = ["dpop+jwt", "DPoP+JWT", "application/dpop+jwt", "logout+jwt", "id_token+jwt", "secevent+jwt", "JOSE", "", "at+jwt "];
        string[] foreign = ["nonce", "at_hash", "c_hash", "Hash", "events", "htm", "htu"];
        string[] kinds = ["ID", "Refresh", "Logout", "dpop"];
        return
        [
            .. types.Select(typ => new ForgedToken($"J10 typ \"{typ}\"", provider.Mint(header: new JsonObject { ["typ"] = typ }), Type)),
            .. foreign.Select(name => new ForgedToken($"J10 claim {name}", provider.Mint(new JsonObject { [name] = "x" }, header: new JsonObject { ["typ"] = "JWT" }), Type)),
            .. kinds.Select(kind => new ForgedToken($"J10 payload typ {kind}", provider.Mint(new JsonObject { ["typ"] = kind }, header: new JsonObject { ["typ"] = "JWT" }), Type)),
            new("J10 typ array", Raw("""{"alg":"ES256","kid":"key-1","typ":["at+jwt"]}""", signer: provider.Key.Signer), Malformed),
            new("J10 bound to a key", provider.Mint(new JsonObject { ["cnf"] = new JsonObject { ["jkt"] = "AAAA" } }), "proof-required"),
        ];
    }

    /// <summary>Signed by a stranger unless told.</summary>
    private string Raw(string header, TokenSigner? signer = null) => RawToken.Mint(header, provider.Claims().ToJsonString(), signer ?? _stranger.Signer);

    /// <summary>Signed by the issuer: nothing but the payload is wrong.</summary>
    private string RawPayload(string payload) => RawToken.Mint("""{"alg":"ES256","typ":"at+jwt","kid":"key-1"}""", payload, provider.Key.Signer);

    private ForgedToken With(string name, string claim, string? json, string reason)
    {
        var claims = provider.Claims();
        claims.Remove(claim);
        var text = claims.ToJsonString();
        return new(name, RawPayload(json is null ? text : $"{{\"{claim}\":{json},{text[1..]}"), reason);
    }

    private string Text(JsonObject changes)
    {
        var claims = provider.Claims();
        foreach (var (name, value) in changes) claims[name] = value?.DeepClone();
        return claims.ToJsonString();
    }

    private string Mangle(string claims)
    {
        // An overlong slash.
        byte[] payload = [.. Encoding.UTF8.GetBytes(claims[..^1] + ",\"x\":\""), 0xc0, 0xaf, .. "\"}"u8];
        var input = $"{RawToken.Encode("""{"alg":"ES256","typ":"at+jwt","kid":"key-1"}""")}.{System.Buffers.Text.Base64Url.EncodeToString(payload)}";
        return $"{input}.{System.Buffers.Text.Base64Url.EncodeToString(provider.Key.Signer(Encoding.ASCII.GetBytes(input)))}";
    }

    private static byte[] Exchange(byte[] signature) => [.. signature[32..], .. signature[..32]];

    private static byte[] SignP384(byte[] input)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.SignData(input, HashAlgorithmName.SHA384);
    }
}
