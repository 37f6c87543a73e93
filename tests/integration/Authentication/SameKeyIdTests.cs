using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>J5: two issuers on one route name their keys alike; neither can sign for the other.</summary>
public sealed class SameKeyIdTests
{
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task OneKeyIdInTwoIssuers_EachSignsForItselfOnly(WireProtocol protocol)
    {
        await using var second = await TestIdentityProvider.StartAsync();
        await using var bench = await TokenBench.StartAsync(configure: configuration => configuration
            .Gateway($$"""{ "Jwt": { "second": { "Issuer": "{{second.Issuer}}", "Audiences": ["orders-api"], "JwksUri": "{{second.JwksUri}}" } } }""")
            .Route("both", "/both/{**rest}", """
                {
                  "Authentication": { "Schemes": ["Jwt:main", "Jwt:second"], "FailureBudget": { "Enabled": false } },
                  "Authorization": { "AnyAuthenticated": true }
                }
                """));
        await Refusals.WaitForEventAsync(bench.Gateway, "jwks.loaded", 2);
        var first = bench.Provider;
        Assert.Equal(first.Key.Kid, second.Key.Kid);
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);

        Assert.Equal(200, (await client.GetAsync("/both/1", TokenBench.Bearer(first.Mint()))).Status);
        Assert.Equal(200, (await client.GetAsync("/both/2", TokenBench.Bearer(second.Mint()))).Status);
        Assert.Equal(["main:alice", "second:alice"], bench.Backend.Requests.Select(r => r.Headers["X-Consumer"]));

        var asFirst = new JsonObject { ["iss"] = first.Issuer };
        var asSecond = new JsonObject { ["iss"] = second.Issuer };
        (string Token, string Route, string Reason)[] crossed =
        [
            (second.Mint(asFirst), "/both/3", "signature-invalid"),
            (first.Mint(asSecond), "/both/4", "signature-invalid"),
            (second.Mint(asFirst), "/orders/5", "signature-invalid"),
            (second.Mint(), "/orders/6", "credential-unrecognized"),
            (first.Mint(new JsonObject { ["iss"] = "https://third.example" }), "/both/7", "credential-unrecognized"),
        ];
        foreach (var (token, route, reason) in crossed)
            Refusals.CheckUnauthenticated(bench.Gateway, await client.GetAsync(route, TokenBench.Bearer(token)), reason, "Bearer", route);
        Assert.Equal(2, bench.Backend.Heads);
    }
}
