using Gateway.Policies.Cors;

namespace Gateway.UnitTests.Cors;

/// <summary>The CORS class of attacks: no origin but the allowed ones gets an answer that a browser would show to the page.</summary>
public sealed class CorsAttackTests
{
    private static readonly string[][] Foreign =
    [
        ["null"], ["https://example.com.evil.tld"], ["https://evilexample.com"], ["https://eviltrusted.example.net"],
        ["http://example.com"], ["https://example.com:8443"], ["https://example.com:443"], ["HTTPS://EXAMPLE.COM"], ["https://Example.com"],
        ["https://example.com."], ["*"], ["https://*"], ["https://*.trusted.example.net"], ["https://trusted.example.net"],
        ["https://.trusted.example.net"], ["https://a..trusted.example.net"], ["https://-a.trusted.example.net"],
        ["https://a-.trusted.example.net"], ["https://a_.trusted.example.net"], ["https://evil.tld/.trusted.example.net"],
        ["https://evil.tld?.trusted.example.net"], ["https://evil.tld#.trusted.example.net"], ["https://evil.tld\\.trusted.example.net"],
        ["https://user@a.trusted.example.net"], ["https://a.trusted.example.net:8443"], ["http://a.trusted.example.net"],
        ["https://a.trusted.example.net."], ["https://A.trusted.example.net"], ["https://a.trusted.example.net/"],
        ["https://a.trusted.example.net.evil.tld"], ["https://evil.tld%60.trusted.example.net"], ["https://evil.tld%00.trusted.example.net"],
        ["https://evil.tld{.trusted.example.net"], ["https://evil.tld\t.trusted.example.net"], ["https://évil.trusted.example.net"],
        ["https://example.com/"], ["https://example.com/path"], ["https://user@example.com"], ["https://example.com@evil.tld"],
        ["https://example.com https://evil.tld"], ["https://example.com, https://evil.tld"], ["https://example.com,https://example.com"],
        [" https://example.com"], ["https://example.com "], ["https://example.com\0"], ["https://exаmple.com"], ["//example.com"],
        ["example.com"], ["https:example.com"], ["https:///example.com"], ["file://"], [""],
        ["https://example.com", "https://example.com"], ["https://example.com", "https://evil.tld"], ["https://evil.tld", "https://example.com"],
    ];

    [Fact]
    public void Origin_NotExactlyAllowed_NeverGetsAnAllowance()
    {
        var options = new CorsOptions { Origins = ["https://example.com", "https://*.trusted.example.net"], AllowCredentials = true };
        var cors = new CorsExchange(options);
        var examined = 0;
        foreach (var origin in Foreign)
        {
            var (decision, headers) = cors.Run(CorsExchange.New("GET", ("Origin", origin)));
            Assert.True(decision.IsContinue, string.Join('|', origin));
            Assert.False(headers.ContainsKey("Access-Control-Allow-Origin"), string.Join('|', origin));
            Assert.False(headers.ContainsKey("Access-Control-Allow-Credentials"));
            Assert.Equal("Origin", headers.Vary);

            (decision, headers) = cors.Run(CorsExchange.New("OPTIONS", ("Origin", origin), ("Access-Control-Request-Method", ["GET"])));
            Assert.Equal(403, decision.Rejection?.Status);
            Assert.False(headers.ContainsKey("Access-Control-Allow-Origin"));
            examined++;
        }

        Assert.Equal(55, examined);
    }

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://a.trusted.example.net")]
    [InlineData("https://a.b-2.c.trusted.example.net")]
    public void Origin_Allowed_IsEchoed(string origin)
    {
        var options = new CorsOptions { Origins = ["https://example.com", "https://*.trusted.example.net"] };
        Assert.Equal(origin, new CorsExchange(options).Run(CorsExchange.New("GET", ("Origin", [origin]))).Headers.AccessControlAllowOrigin);
    }
}
