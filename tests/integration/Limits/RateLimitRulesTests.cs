using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.IntegrationTests.Limits;

/// <summary>What rules of RateLimit say beyond a number, through a whole gateway.</summary>
public sealed class RateLimitRulesTests
{
    private const string Pepper = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Tiers_OfApiKeys_AdmitAndTellEachItsOwn()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = RecordingBackend.Start();
        var file = new ApiKeyFile(folder.PathOf("keys.json"), TimeProvider.System);
        var keys = ((string?[])["gold", "silver", "unheard-of", null]).Select(t => file.Create("gw", Pepper, new NewApiKey($"c-{t}") { Tier = t }).Text).ToArray();
        await using var gateway = await RunningGateway.StartAsync(new TestConfiguration(folder, pki)
            .Cluster(backend.Address)
            .Gateway($$"""{ "ApiKeys": { "all": { "Path": "keys.json", "Pepper": "{{Pepper}}" } } }""")
            .Route("orders", "/orders/{**rest}", """
                { "Authentication": { "Schemes": ["ApiKey:all"] }, "Authorization": { "AnyAuthenticated": true },
                  "RateLimit": { "per-consumer": { "By": ["Consumer"], "Permits": 2, "Window": "1h", "Costs": { "POST": 2 },
                    "Tiers": { "gold": { "Permits": 6 }, "silver": { "Permits": 4 } }, "Exempt": { "Methods": ["HEAD"] } } } }
                """));
        await using var client = await WireClient.ConnectAsync(gateway, WireProtocol.Http1);
        int[] expected = [6, 4, 2, 2];
        for (var i = 0; i < keys.Length; i++)
        {
            var answers = new List<WireAnswer>();
            for (var n = 0; n < 8; n++) answers.Add(await client.GetAsync("/orders/1", ("X-Api-Key", keys[i]), ("X-Tier", "gold"), ("Tier", "gold")));
            Assert.Equal(expected[i], answers.Count(a => a.Status == 200));
            Assert.All(answers, a => Assert.Equal($"\"per-consumer\";q={expected[i]};w=3600", a.Headers["RateLimit-Policy"]));
        }

        Assert.Single(gateway.Events.All, e => e.Event == "rate-limit.tier.unknown");
    }

    [Fact]
    public async Task CostHeader_OfTheBackend_IsChargedAndRemoved()
    {
        using var folder = new TempFolder();
        using var pki = new TestPki();
        await using var backend = RecordingBackend.Start();
        backend.Answer = request => BackendResponse.Ok("ok", ("X-Request-Cost", request.RequestLine.Split(' ')[1].Split('/')[^1]));
        await using var gateway = await RunningGateway.StartAsync(new TestConfiguration(folder, pki)
            .Cluster(backend.Address)
            .Route("cost", "/cost/{**rest}", """
                { "Authentication": { "Anonymous": { "Reason": "a test" } },
                  "RateLimit": { "r": { "By": ["Address"], "Permits": 100, "Window": "100h", "Cost": 10, "CostHeader": "X-Request-Cost", "MaxCost": 150 } } }
                """));
        await using var client = await WireClient.ConnectAsync(gateway, WireProtocol.Http1);
        // What is left before each: 100, 70, 65, 55 (unreadable: the estimate stays).
        string[] costs = ["30", "5", "much", "0"];
        int[] left = [90, 60, 55, 45];
        for (var i = 0; i < costs.Length; i++)
        {
            var answer = await client.GetAsync($"/cost/{costs[i]}");
            Assert.Equal(200, answer.Status);
            Assert.False(answer.Headers.Has("X-Request-Cost"));
            Assert.StartsWith($"\"r\";r={left[i]};", answer.Headers["RateLimit"]);
        }

        Assert.Equal(200, (await client.GetAsync("/cost/1000")).Status);
        // 55 less 150: 95 are owed, and a request takes 10 at one an hour.
        var refused = await client.GetAsync("/cost/0");
        Assert.Equal(429, refused.Status);
        Assert.Equal($"{105 * 3600}", refused.Headers["Retry-After"]);
        Assert.Equal(5, backend.Heads);
    }
}
