using System.Text.Json.Nodes;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

/// <summary>J7 and J10 of the attack list: times, audience, issuer and kind of the token.</summary>
public sealed class JwtClaimAttackTests : IDisposable
{
    private readonly JwtBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private async Task<string?> ReasonAsync(params (string, JsonNode?)[] claims) =>
        (await JwtBench.VerifyAsync(await _bench.ReadyAsync(), _bench.Token(claims))).FailureReason;

    [Fact]
    public async Task Verify_WithoutExpiry_IsRefused() => Assert.Equal("expiry-missing", await ReasonAsync(("exp", null)));

    [Theory]
    [InlineData("\"4102444800\"")]
    [InlineData("4102444800.5")]
    [InlineData("4102444800.0")]
    [InlineData("1e400")]
    [InlineData("4e9")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[4102444800]")]
    public async Task Verify_TimeThatIsNoWholeSecond_IsMalformed(string value)
    {
        var scheme = await _bench.ReadyAsync();
        var examined = 0;
        foreach (var name in new[] { "exp", "nbf", "iat" })
        {
            var payload = _bench.Claims((name, "@")).ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
            var token = _bench.Key.Sign("""{"alg":"RS256","kid":"rsa-1"}""", payload, "RS256");
            Assert.Equal("token-malformed", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
            examined++;
        }

        Assert.Equal(3, examined);
    }

    [Theory]
    [InlineData(-29, null)]
    [InlineData(-30, "token-expired")]
    [InlineData(-3600, "token-expired")]
    public async Task Verify_AfterExpiry_AllowsTheSkewOnly(int seconds, string? reason) =>
        Assert.Equal(reason, await ReasonAsync(("exp", _bench.Time.Seconds + seconds), ("iat", null)));

    [Theory]
    [InlineData("nbf", 30, null)]
    [InlineData("nbf", 31, "token-not-yet-valid")]
    [InlineData("iat", 30, null)]
    [InlineData("iat", 31, "token-not-yet-valid")]
    public async Task Verify_AheadOfTime_AllowsTheSkewOnly(string claim, int seconds, string? reason) =>
        Assert.Equal(reason, await ReasonAsync((claim, _bench.Time.Seconds + seconds)));

    [Theory]
    [InlineData("\"other-api\"", "audience-mismatch")]
    [InlineData("\"orders-api/\"", "audience-mismatch")]
    [InlineData("\"Orders-Api\"", "audience-mismatch")]
    [InlineData("\"\"", "audience-mismatch")]
    [InlineData("[]", "audience-mismatch")]
    [InlineData("[\"other-api\"]", "audience-mismatch")]
    [InlineData("[\"orders-api\", 1]", "token-malformed")]
    [InlineData("{\"orders-api\":1}", "token-malformed")]
    [InlineData("[\"other-api\",\"orders-api\"]", null)]
    public async Task Verify_Audience_HasToNameThisGateway(string value, string? reason) =>
        Assert.Equal(reason, await ReasonAsync(("aud", JsonNode.Parse(value))));

    [Fact]
    public async Task Verify_WithoutAudience_IsRefused() => Assert.Equal("audience-mismatch", await ReasonAsync(("aud", null)));

    [Theory]
    [InlineData("https://id.example.com/")]
    [InlineData("https://ID.example.com")]
    [InlineData("http://id.example.com")]
    [InlineData("")]
    public async Task Verify_IssuerThatDiffers_IsNotMine(string issuer)
    {
        var outcome = await JwtBench.VerifyAsync(await _bench.ReadyAsync(), _bench.Token(("iss", issuer)));
        Assert.Equal(default, outcome);
    }

    [Fact]
    public async Task Verify_WithoutIssuer_IsRefused() => Assert.Equal("issuer-missing", await ReasonAsync(("iss", null)));

    [Theory]
    [InlineData("at+jwt", null)]
    [InlineData("AT+JWT", null)]
    [InlineData("application/at+jwt", null)]
    [InlineData("Application/AT+jwt", null)]
    [InlineData("JWT", null)]
    [InlineData("dpop+jwt", "type-refused")]
    [InlineData("logout+jwt", "type-refused")]
    [InlineData("secevent+jwt", "type-refused")]
    [InlineData("text/jwt", "type-refused")]
    [InlineData("", "type-refused")]
    public async Task Verify_Type_IsCheckedByName(string type, string? reason)
    {
        var scheme = await _bench.ReadyAsync();
        var token = JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("typ", type));
        Assert.Equal(reason, (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_WithoutType_IsAcceptedOnlyWhereJwtIs()
    {
        var token = JwtBench.Token(_bench.Key, "RS256", _bench.Claims(), ("typ", null));
        Assert.NotNull((await JwtBench.VerifyAsync(await _bench.ReadyAsync(), token)).Identity);
        var strict = await _bench.ReadyAsync(o => o.TokenTypes = ["at+jwt"], "strict");
        Assert.Equal("type-refused", (await JwtBench.VerifyAsync(strict, token)).FailureReason);
    }

    [Theory]
    [InlineData("nonce", "\"n\"")]
    [InlineData("at_hash", "\"h\"")]
    [InlineData("c_hash", "\"h\"")]
    [InlineData("events", "{}")]
    [InlineData("htu", "\"https://api.example.com/\"")]
    [InlineData("typ", "\"ID\"")]
    [InlineData("typ", "\"Refresh\"")]
    public async Task Verify_TokenOfAnotherKind_IsRefused(string claim, string value)
    {
        var scheme = await _bench.ReadyAsync();
        foreach (var type in new JsonNode?[] { "JWT", null })
        {
            var token = JwtBench.Token(_bench.Key, "RS256", _bench.Claims((claim, JsonNode.Parse(value))), ("typ", type));
            Assert.Equal("type-refused", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
        }
    }

    [Fact]
    public async Task Verify_TokenBoundToAProof_IsRefusedAsBearer() =>
        Assert.Equal("proof-required", await ReasonAsync(("cnf", new JsonObject { ["jkt"] = "x" })));

    [Fact]
    public async Task Verify_LifetimeBeyondTheLimit_IsRefused()
    {
        var scheme = await _bench.ReadyAsync(o => o.MaxLifetime = TimeSpan.FromMinutes(5));
        Assert.Equal("lifetime-too-long", (await JwtBench.VerifyAsync(scheme, _bench.Token())).FailureReason);
        Assert.Equal("claim-missing", (await JwtBench.VerifyAsync(scheme, _bench.Token(("iat", null)))).FailureReason);
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token(("exp", _bench.Time.Seconds + 300)))).Identity);
    }

    [Fact]
    public async Task Verify_RequiredClaimAbsentOrNull_IsRefused()
    {
        var scheme = await _bench.ReadyAsync(o => o.RequiredClaims = ["tenant"]);
        Assert.Equal("claim-missing", (await JwtBench.VerifyAsync(scheme, _bench.Token())).FailureReason);
        Assert.NotNull((await JwtBench.VerifyAsync(scheme, _bench.Token(("tenant", "t1")))).Identity);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("\u007f")]
    public async Task Verify_SubjectThatCannotBeLogged_IsRefused(string subject) =>
        Assert.Equal("consumer-missing", await ReasonAsync(("sub", subject)));
}
