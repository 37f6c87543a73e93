using Gateway.Policies.Cors;

namespace Gateway.UnitTests.Cors;

public sealed class CorsStageTests
{
    private const string App = "https://app.example.com";

    private static CorsOptions Options(Action<CorsOptions>? change = null)
    {
        var options = new CorsOptions { Origins = [App, "https://*.preview.example.com", "http://localhost:3000"] };
        change?.Invoke(options);
        return options;
    }

    private static Policies.Pipeline.Exchange Preflight(string origin, string method = "GET", string? headers = null) => CorsExchange.New(
        "OPTIONS",
        headers is null
            ? [("Origin", [origin]), ("Access-Control-Request-Method", [method])]
            : [("Origin", [origin]), ("Access-Control-Request-Method", [method]), ("Access-Control-Request-Headers", [headers])]);

    [Fact]
    public void Preflight_AllAllowed_IsAnsweredWith204AndTheFixedHeaders()
    {
        var cors = new CorsExchange(Options(o => o.AllowCredentials = true), "GET", "put");
        var (decision, headers) = cors.Run(Preflight(App, "PUT", "content-type,authorization"));

        Assert.Equal(204, decision.Answer!.Status);
        Assert.Equal(App, headers.AccessControlAllowOrigin);
        Assert.Equal("GET, PUT", headers.AccessControlAllowMethods);
        Assert.Equal("Authorization, Content-Type", headers.AccessControlAllowHeaders);
        Assert.Equal("true", headers.AccessControlAllowCredentials);
        Assert.Equal("600", headers.AccessControlMaxAge);
        Assert.Equal("Origin, Access-Control-Request-Method, Access-Control-Request-Headers", headers.Vary);
    }

    [Theory]
    [InlineData("https://evil.example", "GET", null, "origin-not-allowed")]
    [InlineData(App, "DELETE", null, "cors-method-not-allowed")]
    [InlineData(App, "get", null, "cors-method-not-allowed")]
    [InlineData(App, "", null, "cors-method-not-allowed")]
    [InlineData(App, "GET", "x-custom", "cors-headers-not-allowed")]
    [InlineData(App, "GET", "content-type, x-custom", "cors-headers-not-allowed")]
    [InlineData(App, "GET", "*", "cors-headers-not-allowed")]
    public void Preflight_SomethingNotAllowed_Is403WithoutCorsHeaders(string origin, string method, string? names, string reason)
    {
        var (decision, headers) = new CorsExchange(Options()).Run(Preflight(origin, method, names));

        Assert.Equal(403, decision.Rejection!.Status);
        Assert.Equal(reason, decision.Rejection.Reason);
        Assert.DoesNotContain(headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Origin", headers.Vary.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Preflight_PrivateNetworkAsked_IsNotGranted()
    {
        var exchange = Preflight(App);
        exchange.Context.Request.Headers["Access-Control-Request-Private-Network"] = "true";
        exchange.Context.Response.Headers["Access-Control-Allow-Private-Network"] = "true";
        var (decision, headers) = new CorsExchange(Options()).Run(exchange);

        Assert.NotNull(decision.Answer);
        Assert.False(headers.ContainsKey("Access-Control-Allow-Private-Network"));
    }

    [Fact]
    public void Options_WithoutRequestMethod_GoesOnAsOrdinaryRequest()
    {
        var (decision, headers) = new CorsExchange(Options()).Run(CorsExchange.New("OPTIONS", ("Origin", [App])));
        Assert.True(decision.IsContinue);
        Assert.Equal(App, headers.AccessControlAllowOrigin);
    }

    [Fact]
    public void Preflight_WildcardHeaders_DoNotStandForAuthorization()
    {
        var cors = new CorsExchange(Options(o => o.Headers = ["*"]));
        Assert.NotNull(cors.Decide(Preflight(App, "GET", "x-any")).Answer);
        Assert.Equal("cors-headers-not-allowed", cors.Decide(Preflight(App, "GET", "authorization")).Rejection!.Reason);
        Assert.NotNull(new CorsExchange(Options(o => o.Headers = ["*", "Authorization"])).Decide(Preflight(App, "GET", "authorization")).Answer);
    }

    [Fact]
    public void Request_FromOtherOrigin_GoesOnWithoutCorsHeadersUnlessRefused()
    {
        var request = () => CorsExchange.New("GET", ("Origin", ["https://evil.example"]));
        var (decision, headers) = new CorsExchange(Options()).Run(request());
        Assert.True(decision.IsContinue);
        Assert.Equal(0, headers.AccessControlAllowOrigin.Count);
        Assert.Equal("Origin", headers.Vary);

        decision = new CorsExchange(Options(o => o.RejectDisallowedOrigins = true)).Decide(request());
        Assert.Equal("origin-not-allowed", decision.Rejection!.Reason);
        Assert.True(new CorsExchange(Options(o => o.RejectDisallowedOrigins = true)).Decide(CorsExchange.New("GET")).IsContinue);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(502)]
    public void Answer_WhoeverMadeIt_HasCorsHeadersAndVary(int status)
    {
        // The request stage did not run: a stage before it refused.
        var exchange = CorsExchange.New("GET", ("Origin", [App]));
        exchange.Context.Response.StatusCode = status;
        var headers = new CorsExchange(Options(o => o.ExposedHeaders = ["RateLimit", "Retry-After"])).Respond(exchange);

        Assert.Equal(App, headers.AccessControlAllowOrigin);
        Assert.Equal("RateLimit, Retry-After", headers.AccessControlExposeHeaders);
        Assert.Equal("Origin", headers.Vary);
    }

    [Fact]
    public void Answer_OfBackendWithOwnCors_HasOnlyOurs()
    {
        var exchange = CorsExchange.New("GET", ("Origin", [App]));
        var response = exchange.Context.Response.Headers;
        response.AccessControlAllowOrigin = "*";
        response.AccessControlAllowCredentials = "true";
        response.AccessControlAllowMethods = "DELETE";
        response.AccessControlAllowHeaders = "X-Any";
        response.AccessControlExposeHeaders = "X-Secret";
        response.AccessControlMaxAge = "86400";
        new CorsExchange(Options()).Run(exchange);

        var left = response.Where(h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.Equal(App, Assert.Single(left).Value);
    }

    [Theory]
    [InlineData("Accept-Encoding", "Accept-Encoding,Origin")]
    [InlineData("accept, ORIGIN", "accept, ORIGIN")]
    [InlineData("*", "*")]
    public void Vary_OfBackend_IsAddedTo(string backend, string expected)
    {
        var exchange = CorsExchange.New("GET");
        exchange.Context.Response.Headers.Vary = backend;
        Assert.Equal(expected, new CorsExchange(Options()).Run(exchange).Headers.Vary.ToString());
    }

    [Fact]
    public void AnyOrigin_EveryAnswer_IsTheSameWithoutVary()
    {
        var cors = new CorsExchange(new CorsOptions { Origins = ["*"] });
        foreach (var exchange in new[] { CorsExchange.New("GET"), CorsExchange.New("GET", ("Origin", ["https://a.example"])) })
        {
            var headers = cors.Run(exchange).Headers;
            Assert.Equal("*", headers.AccessControlAllowOrigin);
            Assert.Equal(0, headers.Vary.Count);
            Assert.Equal(0, headers.AccessControlAllowCredentials.Count);
        }

        Assert.Equal("*", cors.Run(Preflight("https://a.example")).Headers.AccessControlAllowOrigin);
    }

    [Fact]
    public void Stages_OnRequestsThatGoOn_AllocateNothing()
    {
        var cors = new CorsExchange(Options(o => o.AllowCredentials = true));
        var exchange = CorsExchange.New("GET", ("Origin", ["https://a.b.preview.example.com"]));
        Allocations.AssertNone(() =>
        {
            cors.Decide(exchange);
            cors.Respond(exchange);
        });
        Assert.Equal(1, exchange.Context.Response.Headers.AccessControlAllowOrigin.Count);
    }
}
