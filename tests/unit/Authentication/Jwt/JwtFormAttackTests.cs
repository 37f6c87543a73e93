using System.Text;
using Gateway.UnitTests.Authentication.Jwt.Support;

namespace Gateway.UnitTests.Authentication.Jwt;

/// <summary>J8 and J9 of the attack list: what readers could take for different tokens, and what is expensive to read.</summary>
public sealed class JwtFormAttackTests : IDisposable
{
    private const string Header = """{"alg":"RS256","kid":"rsa-1"}""";
    private readonly JwtBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private async Task<string?> ReasonAsync(string header, string payload)
    {
        var scheme = await _bench.ReadyAsync();
        return (await JwtBench.VerifyAsync(scheme, _bench.Key.Sign(header, payload, "RS256"))).FailureReason;
    }

    private string Payload(string extra) => _bench.Claims().ToJsonString()[..^1] + extra + "}";

    [Theory]
    [InlineData(",\"sub\":\"root\"")]
    [InlineData(",\"\\u0073ub\":\"root\"")]
    [InlineData(",\"x\":{\"a\":1,\"a\":2}")]
    [InlineData(",\"x\":[{\"a\":1,\"\\u0061\":2}]")]
    [InlineData(",\"exp\":4102444800")]
    public async Task Verify_DuplicateMemberInPayload_IsMalformed(string extra) =>
        Assert.Equal("token-malformed", await ReasonAsync(Header, Payload(extra)));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","alg":"none"}""")]
    [InlineData("""{"alg":"none","kid":"rsa-1","alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","k\u0069d":"other"}""")]
    [InlineData("""["RS256"]""")]
    [InlineData("\"RS256\"")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"}x""")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1",}""")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"/*c*/}""")]
    [InlineData("\ufeff{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}")]
    [InlineData("""{"alg":"RS256","kid":"\ud800"}""")]
    public async Task Verify_HeaderThatReadersTakeDifferently_IsMalformed(string header) =>
        Assert.Equal("token-malformed", await ReasonAsync(header, _bench.Claims().ToJsonString()));

    [Theory]
    [InlineData("\"crit\":[\"exp\"]")]
    [InlineData("\"crit\":[]")]
    [InlineData("\"b64\":false")]
    [InlineData("\"zip\":\"DEF\"")]
    [InlineData("\"cty\":\"JWT\"")]
    public async Task Verify_HeaderThatChangesTheMeaning_IsRefused(string extra) =>
        Assert.Equal("header-refused", await ReasonAsync(Header[..^1] + "," + extra + "}", _bench.Claims().ToJsonString()));

    [Theory]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJhbGciOiJQQkVTMi1IUzI1NitBMTI4S1ciLCJwMmMiOjIxNDc0ODM2NDcsInppcCI6IkRFRiIsImVuYyI6IkExMjhHQ00ifQ.e.e.e.e")]
    public async Task Verify_EncryptedToken_IsRefused(string token) =>
        Assert.Equal("token-encrypted", (await JwtBench.VerifyAsync(await _bench.ReadyAsync(), token)).FailureReason);

    [Fact]
    public async Task Verify_EncryptionInAThreePartHeader_IsRefused() =>
        Assert.Equal("token-encrypted", await ReasonAsync("""{"alg":"RS256","enc":"A128GCM","kid":"rsa-1"}""", _bench.Claims().ToJsonString()));

    [Fact]
    public async Task Verify_MalformedTokens_NeverReachTheIssuer()
    {
        var scheme = await _bench.ReadyAsync();
        var good = _bench.Token();
        string[] tokens =
        [
            "", ".", "..", "...", "a", "a.b", "a.b.c", "....", $"{good}.", $".{good}", $"{good}=", $"{good} x", good.Replace('.', '!'), good + "é", good + "\u0430",
            good[..good.LastIndexOf('.')], $"{good[..good.LastIndexOf('.')]}.", $"{good[..good.IndexOf('.', StringComparison.Ordinal)]}..sig",
            good.Insert(5, "\0"), good.Insert(3, "+"), good.Insert(3, "/"), "null", "{}", SigningKey.Text("{}") + ".e30.e30",
        ];
        foreach (var token in tokens)
        {
            var outcome = await JwtBench.VerifyAsync(scheme, token);
            Assert.Null(outcome.Identity);
            Assert.NotNull(outcome.FailureReason);
            Assert.False(outcome.IsUnavailable);
        }

        Assert.Equal(24, tokens.Length);
        Assert.Equal(1, _bench.Server.Requests);
    }

    [Fact]
    public async Task Verify_HugeToken_IsRefusedByLength()
    {
        var scheme = await _bench.ReadyAsync();
        Assert.Equal("token-too-long", (await JwtBench.VerifyAsync(scheme, new string('a', 10 * 1024 * 1024))).FailureReason);
        Assert.Equal("token-too-long", (await JwtBench.VerifyAsync(scheme, new string('.', 8 * 1024 + 1))).FailureReason);
    }

    [Fact]
    public async Task Verify_DeepOrManyClaims_AreMalformed()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 600)) + "1" + new string('}', 600);
        Assert.Equal("token-malformed", await ReasonAsync(Header, Payload($",\"x\":{deep}")));
        var many = string.Concat(Enumerable.Range(0, 300).Select(i => $",\"c{i}\":1"));
        Assert.Equal("token-malformed", await ReasonAsync(Header, Payload(many)));
        var arrays = new string('[', 5000 / 2) + new string(']', 5000 / 2);
        Assert.Equal("token-malformed", await ReasonAsync(Header, Payload($",\"x\":{arrays}")));
    }

    [Fact]
    public async Task Verify_InvalidUtf8_IsMalformed()
    {
        var scheme = await _bench.ReadyAsync();
        byte[] payload = [.. Encoding.UTF8.GetBytes(_bench.Claims().ToJsonString()[..^1] + ",\"x\":\""), 0xc0, 0xaf, (byte)'"', (byte)'}'];
        var input = $"{SigningKey.Text(Header)}.{SigningKey.Text(payload)}";
        var token = $"{input}.{SigningKey.Text(_bench.Key.Signature(Encoding.ASCII.GetBytes(input), "RS256"))}";
        Assert.Equal("token-malformed", (await JwtBench.VerifyAsync(scheme, token)).FailureReason);
    }

    [Fact]
    public async Task Verify_LoneSurrogateInAnUnreadClaim_DoesNotThrow()
    {
        var reason = await ReasonAsync(Header, Payload(",\"x\":\"\\ud800\""));
        Assert.True(reason is null or "signature-invalid" or "token-malformed");
    }

    [Fact]
    public async Task Verify_AnyByteChanged_IsNeverAccepted()
    {
        var scheme = await _bench.ReadyAsync(o => o.CacheEntries = 0);
        var token = _bench.Token();
        var examined = 0;
        for (var i = 0; i < token.Length; i += 3)
        {
            var changed = token.Remove(i, 1).Insert(i, token[i] == 'A' ? "B" : "A");
            Assert.Null((await JwtBench.VerifyAsync(scheme, changed)).Identity);
            examined++;
        }

        Assert.True(examined > 100);
    }
}
