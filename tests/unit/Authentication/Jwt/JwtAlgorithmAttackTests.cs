using System.Security.Cryptography;
using System.Text;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

/// <summary>J1, J2 and J6 of the attack list: what the header says about the signature is never believed.</summary>
public sealed class JwtAlgorithmAttackTests : IDisposable
{
    private readonly JwtBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("RS384")]
    [InlineData("PS512")]
    public async Task Verify_RsaSignature_Succeeds(string algorithm)
    {
        var scheme = await _bench.ReadyAsync(o => o.Algorithms = [algorithm]);
        var outcome = await JwtBench.VerifyAsync(scheme, JwtBench.Token(_bench.Key, algorithm, _bench.Claims()));
        Assert.NotNull(outcome.Identity);
    }

    [Theory]
    [InlineData("ES256", "nistP256")]
    [InlineData("ES384", "nistP384")]
    [InlineData("ES512", "nistP521")]
    public async Task Verify_EcdsaSignature_Succeeds(string algorithm, string curve)
    {
        var key = SigningKey.Ec("ec-" + curve, ECCurve.CreateFromFriendlyName(curve));
        _bench.Server.Serve(SigningKey.Set(key.Jwk()));
        var scheme = await _bench.ReadyAsync(o => o.Algorithms = [algorithm]);
        var outcome = await JwtBench.VerifyAsync(scheme, JwtBench.Token(key, algorithm, _bench.Claims()));
        Assert.NotNull(outcome.Identity);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("rs256")]
    [InlineData("RS256 ")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("RS1")]
    [InlineData("EdDSA")]
    public async Task Verify_AlgorithmNotAllowed_IsRefused(string algorithm)
    {
        var scheme = await _bench.ReadyAsync();
        var token = JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("alg", algorithm));
        Assert.Equal("algorithm-refused", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
        Assert.Equal(1, _bench.Server.Requests);
    }

    [Theory]
    [InlineData("""{"typ":"at+jwt","kid":"rsa-1"}""")]
    [InlineData("""{"typ":"at+jwt","kid":"rsa-1","alg":null}""")]
    [InlineData("""{"typ":"at+jwt","kid":"rsa-1","alg":["RS256"]}""")]
    public async Task Verify_AlgorithmMissing_IsRefused(string header)
    {
        var scheme = await _bench.ReadyAsync();
        var token = _bench.Key.Sign(header, _bench.Claims().ToJsonString(), "RS256");
        Assert.Equal("algorithm-refused", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_NoneWithEmptySignature_IsRefused()
    {
        var scheme = await _bench.ReadyAsync();
        var token = $"{SigningKey.Text("""{"alg":"none"}""")}.{SigningKey.Text(_bench.Claims().ToJsonString())}.";
        Assert.Equal("token-malformed", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_PublicKeyAsHmacSecret_IsRefused()
    {
        var scheme = await _bench.ReadyAsync();
        var input = $"{SigningKey.Text("""{"alg":"HS256","kid":"rsa-1"}""")}.{SigningKey.Text(_bench.Claims().ToJsonString())}";
        var mac = HMACSHA256.HashData(SigningKey.PublicPem(_bench.Key), Encoding.ASCII.GetBytes(input));
        Assert.Equal("algorithm-refused", (await JwtBench.VerifyAsync(scheme, $"{input}.{SigningKey.Text(mac)}")).FailureReason);
    }

    [Fact]
    public async Task Verify_PssSignatureUnderPkcs1Name_IsRefused()
    {
        var scheme = await _bench.ReadyAsync();
        var token = _bench.Key.Sign("""{"alg":"RS256","kid":"rsa-1"}""", _bench.Claims().ToJsonString(), "PS256");
        Assert.Equal("signature-invalid", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Theory]
    [InlineData("zero")]
    [InlineData("der")]
    [InlineData("short")]
    [InlineData("long")]
    [InlineData("order")]
    public async Task Verify_BrokenEcdsaSignature_IsRefused(string kind)
    {
        var key = SigningKey.Ec();
        _bench.Server.Serve(SigningKey.Set(key.Jwk()));
        var scheme = await _bench.ReadyAsync();
        var good = JwtBench.Token(key, "ES256", _bench.Claims());
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, good)).Identity);
        var input = good[..good.LastIndexOf('.')];
        var signature = key.Signature(Encoding.ASCII.GetBytes(input), "ES256");
        byte[] order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        byte[] broken = kind switch
        {
            "zero" => new byte[64],
            "der" => key.Signature(Encoding.ASCII.GetBytes(input), "ES256", der: true),
            "short" => signature[..63],
            "long" => [.. signature, 0],
            _ => [.. order, .. order],
        };
        Assert.Equal("signature-invalid", (await JwtBench.VerifyAsync(scheme, $"{input}.{SigningKey.Text(broken)}")).FailureReason);
    }

    [Fact]
    public async Task Verify_ChangedPayload_IsRefused()
    {
        var scheme = await _bench.ReadyAsync();
        var parts = _bench.Token().Split('.');
        var forged = $"{parts[0]}.{SigningKey.Text(_bench.Claims(("sub", "root")).ToJsonString())}.{parts[2]}";
        Assert.Equal("signature-invalid", (await JwtBench.VerifyAsync(scheme, forged)).FailureReason);
        Assert.Equal(0, scheme.CachedTokens);
    }
}
