using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>J1 to J4 and J6 to J10: no forged token opens a route, whichever version carries it, and nothing of it reaches the backend.</summary>
public sealed class ForgedTokenTests
{
    private const string Larger = """{ "MaxTokenBytes": "16KiB" }""";

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task AlgorithmNone_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.NoneAndMissing(), 16);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task PublicKeyAsSecret_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.PublicKeyAsSecret(), 8);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task KeyOfTheTokensChoice_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.ForeignKeys(), 41);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task BadSignature_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.Signatures(), 19);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task BadClaim_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.Claims(), 40);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task AmbiguousJson_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.Duplicates(), 16);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task HugeDeepOrEncrypted_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.SizeAndEncryption(), 13);

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public Task TokenOfAnotherKind_IsRefused(WireProtocol protocol) => AttackAsync(protocol, f => f.OtherKinds(), 22);

    [Fact]
    public async Task TenMegabyteToken_OverBothVersions_EndsInTheProtocolLayer()
    {
        await using var bench = await TokenBench.StartAsync();
        await bench.KeysLoadedAsync();
        var token = new string('A', 10_000_000);

        await using (var http1 = await bench.Gateway.Http1Async())
        {
            await http1.TrySendAsync(System.Text.Encoding.Latin1.GetBytes($"GET /orders/1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"));
            try
            {
                Assert.Equal(431, (await http1.ReadResponseOrCloseAsync())?.Status ?? 431);
            }
            catch (IOException)
            {
                // Reset while the rest of the token was on its way: refused as well.
            }

            Assert.True(await http1.WaitForCloseAsync());
        }

        await using (var http2 = await bench.Gateway.Http2Async())
        {
            var stream = await http2.StartAsync(Http2Headers.Get("/orders/1", ("authorization", $"Bearer {token}")));
            var response = await stream.ResponseAsync();
            Assert.True(response.RefusedByProtocol || response.Status == 431, response.ToString());
        }

        Assert.Equal(0, bench.Backend.Heads);
        await using var other = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        Assert.Equal(200, (await other.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint()))).Status);
    }

    private static async Task AttackAsync(WireProtocol protocol, Func<ForgedTokens, IReadOnlyList<ForgedToken>> attack, int count)
    {
        await using var evil = await TestIdentityProvider.StartAsync();
        using var rsa = TestKey.CreateRsa("rsa-1");
        using var encryption = TestKey.CreateRsa("enc-1", use: "enc");
        using var psOnly = TestKey.CreateRsa("ps-1", alg: "PS256");
        await using var bench = await TokenBench.StartAsync(jwt: Larger, prepare: provider =>
        {
            foreach (var key in (TestKey[])[rsa, encryption, psOnly]) provider.Publish(key);
        });
        await bench.KeysLoadedAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);

        // The control: without it a gateway that refuses everything would pass.
        string[] good =
        [
            bench.Provider.Mint(), bench.Provider.Mint(key: rsa), bench.Provider.Mint(key: psOnly),
            bench.Provider.Mint(header: new() { ["typ"] = "JWT" }), bench.Provider.Mint(header: new() { ["kid"] = null }),
        ];
        foreach (var token in good)
            Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(token))).Status);
        Assert.Equal(good.Length, bench.Backend.Heads);

        var forged = attack(new ForgedTokens(bench.Provider, rsa, encryption, psOnly, evil));
        Assert.Equal(count, forged.Count);
        foreach (var (name, token, reason) in forged)
        {
            var answer = await client.GetAsync("/orders/1?q=1", TokenBench.Bearer(token));
            var seen = Refusals.CheckUnauthenticated(bench.Gateway, answer, reason, "Bearer", name);
            Assert.Equal(("orders", "/orders/{**rest}", "GET"), (seen.Route, seen.Resource, seen.Action));
            Assert.Null(seen.Consumer);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.DoesNotContain(token, seen.ToString());
        }

        // Nothing of them came to the backend, no address in a token was asked, and the issuer was asked once, at the start.
        Assert.Equal(good.Length, bench.Backend.Heads);
        Assert.Equal(0, evil.Jwks.Fetches + evil.Discovery.Fetches);
        Assert.Equal(1, bench.Provider.Jwks.Fetches);
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(good[0]))).Status);
    }
}
