using Gateway.Policies.Configuration;
using Gateway.Policies.Cors;
using Gateway.Policies.Pipeline;
using Gateway.Policies.WebSocket;
using Gateway.UnitTests.Pipeline;
using Gateway.UnitTests.RequestLimits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.WebSocket;

public sealed class WebSocketStageTests
{
    private static readonly CorsOptions Cors = new() { Origins = ["https://app.example.com", "https://*.preview.example.com"] };

    [Theory]
    [InlineData("https://api.example.com", true)]
    [InlineData("https://api.example.com:443", false)]
    [InlineData("http://api.example.com", false)]
    [InlineData("https://api.example.com.evil.test", false)]
    [InlineData("https://evil.test", false)]
    [InlineData("https://API.example.com", false)]
    [InlineData("https://api.example.com/", false)]
    [InlineData("https://", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("https://app.example.com", false)]
    public void Origin_NothingConfigured_OnlyTheRoutesOwn(string origin, bool allowed)
    {
        Assert.Equal(allowed, Allows(new WebSocketOptions(), null, "api.example.com", origin));
        Assert.Equal(allowed, Allows(new WebSocketOptions(), null, "api.example.com:443", origin));
        Assert.Equal(allowed, Allows(new WebSocketOptions { RequireOrigin = true }, null, "api.example.com", origin));
    }

    [Fact]
    public void Origin_WithAPort_IsAnotherOrigin()
    {
        Assert.True(Allows(new WebSocketOptions(), null, "api.example.com:8443", "https://api.example.com:8443"));
        Assert.False(Allows(new WebSocketOptions(), null, "api.example.com:8443", "https://api.example.com"));
        Assert.False(Allows(new WebSocketOptions(), null, "api.example.com", "https://api.example.com:8443"));
    }

    [Fact]
    public void Origin_CorsOfTheRoute_IsTakenOverButNotItsWildcard()
    {
        Assert.True(Allows(new WebSocketOptions(), Cors, "api.example.com", "https://app.example.com"));
        Assert.True(Allows(new WebSocketOptions(), Cors, "api.example.com", "https://pr-1.preview.example.com"));
        Assert.True(Allows(new WebSocketOptions(), Cors, "api.example.com", "https://api.example.com"));
        Assert.False(Allows(new WebSocketOptions(), Cors, "api.example.com", "https://evil.test"));
        Assert.False(Allows(new WebSocketOptions(), new CorsOptions { Origins = ["*"] }, "api.example.com", "https://evil.test"));
        Assert.False(Allows(new WebSocketOptions { Origins = [] }, Cors, "api.example.com", "https://app.example.com"));
        Assert.True(Allows(new WebSocketOptions { Origins = ["*"] }, null, "api.example.com", "https://evil.test"));
    }

    [Fact]
    public void Origin_NoneOrTwo_DependsOrRefused()
    {
        Assert.True(Allows(new WebSocketOptions(), null, "api.example.com"));
        Assert.False(Allows(new WebSocketOptions { RequireOrigin = true }, null, "api.example.com"));
        Assert.False(Allows(new WebSocketOptions(), null, "api.example.com", "https://api.example.com", "https://api.example.com"));
    }

    [Fact]
    public void OtherRequests_PassAndGetNoRules()
    {
        var exchange = new Exchange(PipelineFixture.Context(out _), PipelineFixture.Plan());
        exchange.Context.Request.Headers.Origin = "https://evil.test";
        Assert.True(Decide(new WebSocketOptions(), null, exchange).IsContinue);
        Assert.Null(exchange.WebSocket);
    }

    [Fact]
    public void Options_ThatContradict_AreErrors()
    {
        Assert.Empty(OptionsFindings.Errors(new WebSocketPolicy(), new WebSocketOptions()));
        var options = new WebSocketOptions
        {
            Origins = ["https://Example.com"],
            MessageBurst = 1,
            IdleTimeout = TimeSpan.FromHours(2),
            MaxDuration = TimeSpan.FromHours(1),
        };
        Assert.Equal(
            ["p:IdleTimeout", "p:MessageBurst", "p:Origins[0]"],
            OptionsFindings.Errors(new WebSocketPolicy(), options).Select(e => e.Path).Order(StringComparer.Ordinal));
        Assert.Single(OptionsFindings.Findings(new WebSocketPolicy(), new WebSocketOptions { Origins = ["*"] }));
    }

    private static bool Allows(WebSocketOptions options, CorsOptions? cors, string host, params string[] origins)
    {
        // Both ways of asking for one are the same to the policy.
        var answers = new[] { "GET", "CONNECT" }.Select(method =>
        {
            var exchange = new Exchange(PipelineFixture.Context(out _, method), PipelineFixture.Plan());
            var request = exchange.Context.Request;
            (request.Scheme, request.Host) = ("https", new HostString(host));
            if (method == "GET") request.Headers.Upgrade = "websocket";
            if (origins.Length > 0) request.Headers.Origin = origins;
            var decision = Decide(options, cors, exchange);
            Assert.NotNull(exchange.WebSocket);
            Assert.True(decision.IsContinue || decision.Rejection is { Status: 403, Reason: "websocket-origin-not-allowed" });
            return decision.IsContinue;
        }).Distinct();
        return Assert.Single(answers);
    }

    private static Decision Decide(WebSocketOptions options, CorsOptions? cors, Exchange exchange)
    {
        var compilation = new RouteCompilation(new GatewayOptions(), "r", null, new ServiceCollection().BuildServiceProvider())
        {
            Effective = cors is null ? new Dictionary<string, PolicyOptions>() : new Dictionary<string, PolicyOptions> { ["Cors"] = cors },
        };
        var pending = WebSocketPolicy.Compile(options, compilation).DecideAsync(exchange);
        return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("The stage waited.");
    }
}
