using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Limits;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Modes;

/// <summary>Report lets pass and records; Off does nothing; neither opens a route by accident.</summary>
public sealed class ModeTests
{
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task RateLimitInReport_LetsPassAndRecords(WireProtocol protocol)
    {
        await using var bench = await LimitBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        for (var i = 0; i < 4; i++) Assert.Equal(200, (await client.GetAsync("/report/1")).Status);
        var reported = bench.Gateway.Events.All.Where(e => e.Event == "request.reported").ToArray();
        Assert.Equal(3, reported.Length);
        Assert.All(reported, e => Assert.Equal(("reported", "RateLimit", "limit-exceeded", "report", 429), (e.Outcome, e.Policy, e.Reason, e.Route, e.Status)));
        Assert.Equal(4, bench.Backend.Heads);
    }

    [Fact]
    public async Task RateLimitOff_CountsNothing()
    {
        await using var bench = await LimitBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        for (var i = 0; i < 4; i++)
        {
            var answer = await client.GetAsync("/off/1");
            Assert.Equal(200, answer.Status);
            Assert.False(answer.Headers.Has("RateLimit"));
        }

        Assert.Empty(bench.Gateway.Events.All);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task AuthenticationInReport_PassesWithoutIdentity_UntilItsEnd(WireProtocol protocol)
    {
        var clock = TokenBench.ClockFromNow();
        var until = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        await using var bench = await KeyBench.StartAsync(clock, (_, configuration) => configuration.Route("trial", "/trial/{**rest}", $$"""
            {
              "Authentication": { "Schemes": ["ApiKey:query", "Jwt:main"], "Mode": "Report", "Reason": "first week", "Until": "{{until:yyyy-MM-dd}}" },
              "Authorization": { "Scopes": ["orders:read"], "Mode": "Report", "Reason": "first week", "Until": "{{until:yyyy-MM-dd}}" }
            }
            """));
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        (string What, string Target, (string, string)[] Headers, string[] Reasons)[] cases =
        [
            ("none", "/trial/1", [], ["credential-missing", "identity-missing"]),
            ("bad key", "/trial/1", [KeyBench.Header(bench.Foreign)], ["api-key-unknown", "identity-missing"]),
            ("bad key in the query", $"/trial/1?api_key={bench.Foreign}", [], ["api-key-unknown", "identity-missing"]),
            ("bad token", "/trial/1", [TokenBench.Bearer("a.b.c")], ["token-malformed", "identity-missing"]),
            ("two credentials", "/trial/1", [KeyBench.Header(bench.Good), TokenBench.Bearer(bench.Provider.Mint())], ["credentials-ambiguous", "identity-missing"]),
            ("unscoped key", "/trial/1", [KeyBench.Header(bench.Unscoped)], ["scope-missing"]),
            ("good key", "/trial/1", [KeyBench.Header(bench.Good)], []),
        ];
        foreach (var (what, target, headers, reasons) in cases)
        {
            bench.Backend.Clear();
            var before = bench.Gateway.Events.All.Count;
            var answer = await client.GetAsync(target, [("X-Consumer", "root"), .. headers]);
            Assert.True(answer.Status == 200, $"{what}: {answer}");
            Assert.Equal(reasons, bench.Gateway.Events.All.Skip(before).Select(e => e.Reason));
            Assert.All(bench.Gateway.Events.All.Skip(before), e => Assert.Equal("request.reported", e.Event));

            // Neither an identity nor a credential, verified or not.
            var request = Assert.Single(bench.Backend.Requests);
            Assert.Equal("/trial/1", request.Target);
            Assert.False(request.Headers.Has("X-Consumer") || request.Headers.Has("X-Api-Key") || request.Headers.Has("Authorization"), $"{what}: {request}");
        }

        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(401, (await client.GetAsync("/trial/1")).Status);
        bench.Backend.Clear();
        Assert.Equal(200, (await client.GetAsync("/trial/1", KeyBench.Header(bench.Good))).Status);
        Assert.Equal("acme", Assert.Single(bench.Backend.Requests).Headers["X-Consumer"]);
    }

    [Fact]
    public async Task AuthenticationInReport_WithAuthorizationEnforced_StillRefusesStrangers()
    {
        await using var bench = await KeyBench.StartAsync(configure: (_, configuration) => configuration.Route("half", "/half/{**rest}", """
            {
              "Authentication": { "Schemes": ["ApiKey:header"], "Mode": "Report", "Reason": "first week", "Until": "2099-01-01" },
              "Authorization": { "AnyAuthenticated": true }
            }
            """));
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);
        var answer = await client.GetAsync("/half/1", KeyBench.Header(bench.Foreign));
        Assert.Equal(401, answer.Status);
        Assert.Equal("ApiKey realm=\"api\"", answer.Headers["WWW-Authenticate"]);
        Assert.Equal(["request.reported", "request.rejected"], bench.Gateway.Events.All.Where(e => e.Event.StartsWith("request.", StringComparison.Ordinal)).Select(e => e.Event));
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Fact]
    public async Task AuthenticationInReport_UntilADayThatIsOver_Enforces()
    {
        await using var bench = await KeyBench.StartAsync(configure: (_, configuration) => configuration.Route("over", "/over/{**rest}", """
            {
              "Authentication": { "Schemes": ["ApiKey:header"], "Mode": "Report", "Reason": "last year", "Until": "2020-01-01" },
              "Authorization": { "AnyAuthenticated": true, "Mode": "Report", "Reason": "last year", "Until": "2020-01-01" }
            }
            """));
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        Refusals.CheckUnauthenticated(bench.Gateway, await client.GetAsync("/over/1"), "credential-missing", "ApiKey realm=\"api\"");
        Assert.Equal(0, bench.Backend.Heads);
    }

    [Theory]
    [InlineData("\"Mode\": \"Off\"")]
    [InlineData("\"Mode\": \"Report\"")]
    [InlineData("\"Mode\": \"Report\", \"Reason\": \"why\"")]
    [InlineData("\"Mode\": \"Report\", \"Until\": \"2099-01-01\"")]
    public async Task AuthenticationOpenedWithoutSayingSo_IsAConfigurationError(string mode)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => KeyBench.StartAsync(configure: (_, configuration) => configuration.Route(
            "open", "/open/{**rest}", $$"""{ "Authentication": { "Schemes": ["ApiKey:header"], {{mode}} }, "Authorization": { "AnyAuthenticated": true } }""")));
        Assert.Contains("ReverseProxy:Routes:open:Policies:Authentication", error.Message);
    }
}
