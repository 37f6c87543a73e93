using System.Text.Json.Nodes;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

/// <summary>J3, J4 and J5 of the attack list: only the issuer's own published key, used as its owner says, verifies a token.</summary>
public sealed class JwtKeySelectionTests : IDisposable
{
    private readonly JwtBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("x' UNION SELECT 'secret")]
    [InlineData("/etc/passwd")]
    [InlineData("RSA-1")]
    [InlineData("rsa-1 ")]
    public async Task Verify_KidThatNamesNoKey_IsUnknown(string kid)
    {
        var scheme = await _bench.ReadyAsync();
        var token = JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", kid));
        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_KidOfAnotherTypeOrTooLong_IsMalformed()
    {
        var scheme = await _bench.ReadyAsync();
        JsonNode[] kids = [1, new JsonArray("rsa-1"), "", new string('k', 257)];
        foreach (var kid in kids)
        {
            var token = JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", kid.DeepClone()));
            Assert.Equal("token-malformed", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
        }

        Assert.Equal(4, kids.Length);
        Assert.Equal(1, _bench.Server.Requests);
    }

    [Fact]
    public async Task Verify_KeyOfferedByTheToken_IsIgnored()
    {
        var scheme = await _bench.ReadyAsync();
        var attacker = SigningKey.Rsa("attacker");
        (string, JsonNode?)[] offers =
        [
            ("jwk", attacker.Jwk()), ("jku", "https://evil.example/jwks"), ("x5u", "https://evil.example/cert"), ("x5c", new JsonArray("MIIB")),
        ];
        foreach (var offer in offers)
        {
            var forged = JwtBench.Token(attacker, "RS256", _bench.Claims(), ("kid", "rsa-1"), offer);
            Assert.Equal("signature-invalid", (await JwtBench.VerifyAsync(scheme, forged)).FailureReason);
            var good = JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), (offer.Item1, offer.Item2!.DeepClone()));
            Assert.NotNull((await JwtBench.VerifyAsync(scheme, good)).Identity);
        }

        Assert.Equal(4, offers.Length);
        Assert.All(_bench.Server.Addresses, a => Assert.Equal("https://id.example.com/jwks", a.AbsoluteUri));
    }

    [Theory]
    [InlineData("use", "\"enc\"")]
    [InlineData("key_ops", "[\"sign\"]")]
    [InlineData("key_ops", "[\"encrypt\"]")]
    [InlineData("alg", "\"RSA-OAEP\"")]
    [InlineData("alg", "\"ES256\"")]
    public async Task Verify_KeyForAnotherUse_IsNotInTheSet(string member, string value)
    {
        _bench.Server.Serve(SigningKey.Set(_bench.Key.Jwk((member, JsonNode.Parse(value))), SigningKey.Ec().Jwk()));
        var scheme = await _bench.ReadyAsync();
        Assert.Equal(1, scheme.Keys.Health.KeyCount);
        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(scheme, _bench.Token())).FailureReason);
    }

    [Fact]
    public async Task Verify_KeyWithAnotherAlgorithm_DoesNotFit()
    {
        _bench.Server.Serve(SigningKey.Set(_bench.Key.Jwk(("alg", "PS256"))));
        var scheme = await _bench.ReadyAsync();
        Assert.Equal("key-unfit", (await JwtBench.VerifyAsync(scheme, _bench.Token())).FailureReason);
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, JwtBench.Token(_bench.Key, "PS256", _bench.Claims()))).Identity);
        Assert.Equal(1, _bench.Server.Requests);
    }

    [Fact]
    public async Task Verify_AlgorithmOfAnotherKeyType_DoesNotFit()
    {
        var scheme = await _bench.ReadyAsync();
        var token = JwtBench.Token(SigningKey.Ec(), "ES256", _bench.Claims(), ("kid", "rsa-1"));
        Assert.Equal("key-unfit", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_SmallSecretOrPrivateKeys_AreNotInTheSet()
    {
        _bench.Server.Serve(SigningKey.Set(
            SigningKey.Rsa("small", 1024).Jwk(),
            new JsonObject { ["kty"] = "oct", ["kid"] = "oct", ["k"] = "AAAA" },
            SigningKey.Rsa("private").Jwk(("d", "AAAA")),
            new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "off-curve", ["x"] = SigningKey.Text(new byte[32]), ["y"] = SigningKey.Text(new byte[32]) },
            new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["kid"] = "ed", ["x"] = "AAAA" },
            _bench.Key.Jwk()));
        var scheme = await _bench.ReadyAsync();
        Assert.Equal(1, scheme.Keys.Health.KeyCount);
    }

    [Fact]
    public async Task Verify_SameKidAtTwoIssuers_UsesOnlyTheOwnRing()
    {
        var other = SigningKey.Rsa("rsa-1", 2056);
        var main = await _bench.ReadyAsync();
        _bench.Server.Serve(SigningKey.Set(other.Jwk()));
        var partner = await _bench.ReadyAsync(o => o.Issuer = "https://partner.example", "partner");

        Assert.NotNull((await JwtBench.VerifyAsync(main, _bench.Token())).Identity);
        Assert.NotNull((await JwtBench.VerifyAsync(partner, JwtBench.Token(other, "RS256", _bench.Claims(("iss", "https://partner.example"))))).Identity);

        // The partner signs a token in the name of the main issuer, under the same kid.
        var forged = JwtBench.Token(other, "RS256", _bench.Claims());
        Assert.Equal("signature-invalid", (await JwtBench.VerifyAsync(main, forged)).FailureReason);
        var notMine = await JwtBench.VerifyAsync(partner, forged);
        Assert.Equal(default, notMine);
    }

    [Fact]
    public async Task Verify_CachedTokenOfAnotherIssuer_IsNotMine()
    {
        var main = await _bench.ReadyAsync();
        var partner = await _bench.ReadyAsync(o => o.Issuer = "https://partner.example", "partner");
        var token = _bench.Token();
        Assert.NotNull((await JwtBench.VerifyAsync(main, token)).Identity);
        Assert.Equal(default, await JwtBench.VerifyAsync(partner, token));
    }

    [Fact]
    public async Task Verify_WithoutKid_NeedsExactlyOneKeyThatFits()
    {
        var ec = SigningKey.Ec();
        _bench.Server.Serve(SigningKey.Set(_bench.Key.Jwk(), SigningKey.Rsa("rsa-2").Jwk(), ec.Jwk()));
        var scheme = await _bench.ReadyAsync();
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, JwtBench.Token(ec, "ES256", _bench.Claims(), ("kid", null)))).Identity);
        Assert.Equal("key-unknown", (await JwtBench.VerifyAsync(scheme, JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("kid", null)))).FailureReason);
        Assert.Equal(1, _bench.Server.Requests);
    }
}
