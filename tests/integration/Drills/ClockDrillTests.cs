using System.Globalization;
using Gateway.IntegrationTests.Authentication;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Drills;

/// <summary>The wall clock jumps, as NTP or an operator makes it: what lasts is measured by the other clock, and what has dates goes by the new one.</summary>
public sealed class ClockDrillTests
{
    private const string Limited = """{ "Authentication": { "Anonymous": { "Reason": "a drill" } }, "RateLimit": { "two": { "By": ["Address"], "Permits": 2, "Window": "1h" } } }""";

    [Theory]
    [InlineData(12)]
    [InlineData(-12)]
    public async Task Jump_NeitherEndsARequestNorRefillsALimitNorLocksAnyoneOut(int hours)
    {
        await using var backend = ScriptedBackend.Start(static async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SwallowAsync();
        });
        await using var site = await DrillSite.StartAsync(backend.Address, configure: static c => c.Route("limited", "/limited", Limited, "well"));
        await using var client = await WireClient.ConnectAsync(site.Gateway, WireProtocol.Http2);
        for (var i = 0; i < 2; i++) Assert.Equal(200, (await client.GetAsync("/limited")).Status);
        var pending = client.GetAsync("/failing/1");
        await Eventually.Async(() => backend.Heads == 1, Deadline.Default, "the request is at the backend");

        site.Clock.UtcNow += TimeSpan.FromHours(hours);
        await site.Beside.GoesOnAsync();
        Assert.False(pending.IsCompleted, "the deadline went by the wall clock");
        var refused = await client.GetAsync("/limited");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]!, CultureInfo.InvariantCulture), 1, 3600);
        await site.RefusedAsync(refused, 429, "limit-exceeded", "RateLimit");

        site.Clock.Advance(TimeSpan.FromSeconds(1));
        await site.RefusedAsync(await pending, 504, "backend-timeout");
        site.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await client.GetAsync("/limited")).Status);
        await site.Beside.GoesOnAsync();
    }

    [Fact]
    public async Task Jump_TokensGoByTheNewTime_AndTheOpenRouteGoesOn()
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await TokenBench.StartAsync(clock);
        await bench.KeysLoadedAsync();
        await using var client = await WireClient.ConnectAsync(bench.Gateway, WireProtocol.Http2);
        var token = TokenBench.Bearer(bench.Provider.Mint());
        Assert.Equal(200, (await client.GetAsync("/orders/1", token)).Status);

        // Verified tokens are remembered: not past their end.
        clock.UtcNow += TimeSpan.FromHours(1);
        Refusals.CheckUnauthenticated(bench.Gateway, await client.GetAsync("/orders/1", token), "token-expired", "Bearer");
        Assert.Equal(200, (await client.GetAsync("/orders/1", TokenBench.Bearer(bench.Provider.Mint()))).Status);
        Assert.Equal(200, (await client.GetAsync("/public/1")).Status);

        clock.UtcNow -= TimeSpan.FromHours(1);
        Assert.Equal(200, (await client.GetAsync("/orders/1", token)).Status);
        Assert.Equal(200, (await client.GetAsync("/public/1")).Status);
    }
}
