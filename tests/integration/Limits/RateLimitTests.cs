using System.Globalization;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Limits;

/// <summary>The Limits class of one replica: exact under parallel requests, told on the wire, shared where a value is absent.</summary>
public sealed class RateLimitTests
{
    private const int Limit = 7;

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task ParallelRequests_AdmitExactlyTheLimit(WireProtocol protocol)
    {
        const int Requests = 50;
        await using var bench = await LimitBench.StartAsync();

        // A connection each, or all on one.
        var clients = await Task.WhenAll(Enumerable.Range(0, protocol is WireProtocol.Http1 ? Requests : 1).Select(_ => WireClient.ConnectAsync(bench.Gateway, protocol)));
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(number => clients[number % clients.Length].GetAsync($"/address/{number}")));
        foreach (var client in clients) await client.DisposeAsync();

        Assert.Equal(Limit, answers.Count(a => a.Status == 200));
        Assert.Equal(Requests - Limit, answers.Count(a => a.Status == 429));
        Assert.Equal(Limit, bench.Backend.Heads);
        foreach (var refused in answers.Where(a => a.Status == 429))
        {
            var seen = Refusals.Check(bench.Gateway, refused, 429, "RateLimit", "limit-exceeded");
            Assert.Equal("rule per-address", seen.Note);
            Assert.InRange(int.Parse(refused.Headers["Retry-After"]!, CultureInfo.InvariantCulture), 1, 3600);
        }
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task LimitFields_TellWhatIsLeft(WireProtocol protocol)
    {
        var clock = new FakeClock(TimeProvider.System.GetUtcNow());
        await using var bench = await LimitBench.StartAsync(clock);
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);
        for (var left = Limit - 1; left >= 0; left--)
        {
            var answer = await client.GetAsync("/address/1");
            Assert.Equal(200, answer.Status);
            Assert.Equal($"\"per-address\";q={Limit};w=3600", answer.Headers["RateLimit-Policy"]);
            Assert.StartsWith($"\"per-address\";r={left};t=", answer.Headers["RateLimit"]);
            Assert.False(answer.Headers.Has("Retry-After"));
        }

        var refused = await client.GetAsync("/address/1");
        Assert.Equal(429, refused.Status);
        var wait = refused.Headers["Retry-After"]!;
        Assert.Equal($"\"per-address\";r=0;t={wait}", refused.Headers["RateLimit"]);

        // The promise is kept: one permit after the wait, not a second earlier, and one only.
        clock.Advance(TimeSpan.FromSeconds(int.Parse(wait, CultureInfo.InvariantCulture) - 1));
        Assert.Equal(429, (await client.GetAsync("/address/1")).Status);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await client.GetAsync("/address/1")).Status);
        Assert.Equal(429, (await client.GetAsync("/address/1")).Status);
    }

    [Fact]
    public async Task Addresses_HaveBucketsOfTheirOwn_WhateverTheyClaimToBe()
    {
        await using var bench = await LimitBench.StartAsync();
        await using var first = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1);
        await using var second = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http1, from: "127.0.0.2");
        for (var i = 0; i < Limit; i++) Assert.Equal(200, (await first.GetAsync("/address/1")).Status);
        string[] claims = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"];
        foreach (var name in claims)
            Assert.Equal(429, (await first.GetAsync("/address/1", (name, name == "Forwarded" ? "for=203.0.113.9" : "203.0.113.9"))).Status);
        Assert.Equal(200, (await second.GetAsync("/address/1")).Status);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task AbsentHeaderValue_SharesOneBucket(WireProtocol protocol)
    {
        await using var bench = await LimitBench.StartAsync();
        await using var first = await WireClient.ConnectAsync(bench.Gateway, protocol);
        await using var second = await WireClient.ConnectAsync(bench.Gateway, protocol, from: "127.0.0.2");
        Assert.Equal(200, (await first.GetAsync("/tenant/1")).Status);
        Assert.Equal(200, (await second.GetAsync("/tenant/1")).Status);
        Assert.Equal(429, (await first.GetAsync("/tenant/1")).Status);
        Assert.Equal(429, (await second.GetAsync("/tenant/1")).Status);

        // A value has a bucket of its own, the same for everybody.
        Assert.Equal(200, (await first.GetAsync("/tenant/1", ("X-Tenant", "a"))).Status);
        Assert.Equal(200, (await second.GetAsync("/tenant/1", ("X-Tenant", "a"))).Status);
        Assert.Equal(429, (await first.GetAsync("/tenant/1", ("X-Tenant", "a"))).Status);
        Assert.Equal(200, (await first.GetAsync("/tenant/1", ("X-Tenant", "b"))).Status);
    }

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task SeveralRules_AreTakenAllOrNone(WireProtocol protocol)
    {
        await using var bench = await LimitBench.StartAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, protocol);

        // "small" of tenant a is used up after one; what it refuses must not use up "large", which all tenants share.
        var statuses = new List<int>();
        foreach (var tenant in (string[])["a", "a", "a", "a", "b", "c", "d"])
            statuses.Add((await client.GetAsync("/two/1", ("X-Tenant", tenant))).Status);
        Assert.Equal([200, 429, 429, 429, 200, 200, 429], statuses);
    }
}
