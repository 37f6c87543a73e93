using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>J11 to J13: what strangers and a failing identity provider can do to the keys.</summary>
public sealed class KeySetTests
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    // The shortest allowed: the refresh is due in its last tenth, so that no fetch can time out while the clock is moved there.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task FloodOfUnknownKeyIds_CausesAtMostOneFetchPerCooldown(WireProtocol protocol)
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock);
        await bench.KeysLoadedAsync();
        Assert.Equal(1, bench.Provider.Jwks.Fetches);

        const int PerFlood = 60;
        for (var round = 0; round < 3; round++)
        {
            await FloodAsync(bench, protocol, PerFlood, number => UnknownKey(bench.Provider, $"r{round}-{number}"), "key-unknown");
            Assert.Equal(1 + round, bench.Provider.Jwks.Fetches);
            clock.Advance(Cooldown);
        }

        // The cool-down is over, yet what is no token of this issuer must not use it.
        string[] others = ["AAAA", "a.b.c", bench.Provider.Mint(header: new JsonObject { ["kid"] = 7 }), bench.Provider.Mint(new JsonObject { ["exp"] = 1 }),
            bench.Provider.Mint(new JsonObject { ["aud"] = "x" }, header: new JsonObject { ["kid"] = "new" }),
            bench.Provider.Mint(new JsonObject { ["iss"] = "x" }, header: new JsonObject { ["kid"] = "new" })];
        await FloodAsync(bench, protocol, PerFlood, number => others[number % others.Length], reason: null);
        Assert.Equal(3, bench.Provider.Jwks.Fetches);
        Assert.Equal(0, bench.Backend.Heads);
        Assert.Equal(4 * PerFlood, bench.Gateway.Events.All.Count(e => e.Event == "request.rejected"));
    }

    [Fact]
    public async Task UnknownKeyIdAgain_AfterAFetchThatDidNotHaveIt_CausesNoFurtherFetch()
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock);
        await bench.KeysLoadedAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(Cooldown);
            Assert.Equal(401, (await client.GetAsync("/orders/1", TokenBench.Bearer(UnknownKey(bench.Provider, "withdrawn")))).Status);
        }

        Assert.Equal(2, bench.Provider.Jwks.Fetches);
    }

    [Theory]
    [InlineData(IdentityFault.Status500, "http-status")]
    [InlineData(IdentityFault.Html, "keys-malformed")]
    [InlineData(IdentityFault.Empty, "keys-malformed")]
    [InlineData(IdentityFault.InvalidJson, "keys-malformed")]
    [InlineData(IdentityFault.Endless, "too-large")]
    [InlineData(IdentityFault.Reset, "connection-failed")]
    [InlineData(IdentityFault.Hang, "timeout")]
    public async Task FailingKeySet_LastGoodKeysServe(IdentityFault fault, string reason)
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock, jwt: """{ "CacheEntries": 0, "RefreshInterval": "5s", "RefreshCooldown": "5s" }""");
        await bench.KeysLoadedAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);

        bench.Provider.Jwks.Fault = fault;
        var fetches = bench.Provider.Jwks.Fetches;
        clock.Advance(Interval);
        await Eventually.Async(() => bench.Provider.Jwks.Fetches > fetches, Deadline.Default, "the keys are read again");
        if (fault is IdentityFault.Hang) clock.Advance(TimeSpan.FromSeconds(2));
        await Refusals.WaitForEventAsync(bench.Gateway, "jwks.refresh.failed");
        var failed = Assert.Single(bench.Gateway.Events.All, e => e.Event == "jwks.refresh.failed");
        Assert.Equal((reason, "failure"), (failed.Reason, failed.Outcome));
        Assert.Contains("the last good keys serve", failed.Note);

        // Good tokens pass, bad ones fail, and of a key that nobody can look up nobody says that it is wrong.
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint()))).Status);
        using var stranger = TestKey.CreateEc("key-1");
        Assert.Equal(401, (await client.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint(key: stranger)))).Status);
        var unknown = await client.GetAsync("/orders/1", TokenBench.Bearer(UnknownKey(bench.Provider, "new")));
        Refusals.Check(bench.Gateway, unknown, 503, "Authentication", "keys-unavailable");

        bench.Provider.Jwks.Fault = IdentityFault.None;
        clock.Advance(FirstRetry);
        await Refusals.WaitForEventAsync(bench.Gateway, "jwks.refresh.recovered");
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint()))).Status);
        Assert.Equal(2, bench.Backend.Heads);
    }

    [Fact]
    public async Task ProviderDownAtStart_ItsRoutesAnswer503AndTheOthersWork_ThenItRecovers()
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock, prepare: provider => provider.Jwks.Fault = IdentityFault.Status500);
        await Refusals.WaitForEventAsync(bench.Gateway, "jwks.refresh.failed");
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);

        var refused = await client.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint()));
        Refusals.Check(bench.Gateway, refused, 503, "Authentication", "keys-unavailable");
        Assert.Equal("5", refused.Headers["Retry-After"]);
        Assert.False(refused.Headers.Has("WWW-Authenticate"));
        Assert.Equal(401, (await client.GetAsync("/orders/1")).Status);
        Assert.Equal(200, (await client.GetAsync("/public/1")).Status);

        bench.Provider.Jwks.Fault = IdentityFault.None;
        clock.Advance(FirstRetry);
        await Refusals.WaitForEventAsync(bench.Gateway, "jwks.refresh.recovered");
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint()))).Status);
        Assert.Equal(2, bench.Backend.Heads);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task RotatedKey_NewTokensPassAtOnce_TokensOfTheOldKeyEnd(WireProtocol protocol)
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock);
        await bench.KeysLoadedAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        var old = bench.Provider.Mint();
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(old))).Status);
        Assert.Equal(200, (await client.GetAsync("/orders/2", TokenBench.Bearer(old))).Status);

        using var next = TestKey.CreateEc("key-2");
        bench.Provider.Rotate(next);
        clock.Advance(Cooldown);
        Assert.Equal(200, (await client.GetAsync("/orders/3", TokenBench.Bearer(bench.Provider.Mint()))).Status);
        Assert.Equal(2, bench.Provider.Jwks.Fetches);

        // The old token is not expired and was remembered as good.
        Refusals.CheckUnauthenticated(bench.Gateway, await client.GetAsync("/orders/4", TokenBench.Bearer(old)), "key-unknown", "Bearer");
        Assert.Contains(bench.Gateway.Events.All, e => e is { Event: "jwks.keys.changed", IsAudit: true });
        Assert.Equal(3, bench.Backend.Heads);
    }

    [Fact]
    public async Task CachedToken_WhenItExpires_IsRefused()
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock);
        await bench.KeysLoadedAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);
        var token = bench.Provider.Mint();
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(token))).Status);
        clock.Advance(TimeSpan.FromSeconds(300 + 31));
        Refusals.CheckUnauthenticated(bench.Gateway, await client.GetAsync("/orders/1", TokenBench.Bearer(token)), "token-expired", "Bearer");
    }

    private static string UnknownKey(TestIdentityProvider provider, string kid) => provider.Mint(header: new JsonObject { ["kid"] = kid });

    private static async Task FloodAsync(TokenBench bench, WireProtocol protocol, int count, Func<int, string> token, string? reason)
    {
        // One HTTP/2 connection carries them all at once; of HTTP/1.1 it takes several.
        var clients = await Task.WhenAll(Enumerable.Range(0, protocol is WireProtocol.Http2 ? 1 : 6).Select(_ => WireClient.ConnectAsync(bench.Gateway, protocol)));
        var answers = protocol is WireProtocol.Http2
            ? await Task.WhenAll(Enumerable.Range(0, count).Select(number => clients[0].GetAsync("/orders/1", TokenBench.Bearer(token(number)))))
            : [.. (await Task.WhenAll(clients.Select((client, c) => InTurnAsync(client, Enumerable.Range(0, count).Where(n => n % clients.Length == c).Select(token))))).SelectMany(a => a)];
        foreach (var client in clients) await client.DisposeAsync();
        Assert.Equal(count, answers.Length);
        foreach (var answer in answers)
        {
            Assert.Equal(401, answer.Status);
            if (reason is not null) Refusals.CheckUnauthenticated(bench.Gateway, answer, reason, "Bearer");
        }
    }

    private static async Task<List<WireAnswer>> InTurnAsync(WireClient client, IEnumerable<string> tokens)
    {
        var answers = new List<WireAnswer>();
        foreach (var token in tokens) answers.Add(await client.GetAsync("/orders/1", TokenBench.Bearer(token)));
        return answers;
    }
}
