using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Authentication;

/// <summary>Guessing costs the guesser, and nobody else.</summary>
public sealed class FailureBudgetTests
{
    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task AddressThatFailedTooOften_IsRefusedUnread_OthersAreNot(WireProtocol protocol)
    {
        var clock = TokenBench.ClockFromNow();
        await using var bench = await KeyBench.StartAsync(clock);
        await using var guesser = await WireClient.ConnectAsync(bench.Gateway, protocol);
        for (var i = 0; i < 3; i++)
            Assert.Equal(401, (await guesser.GetAsync("/budget/1", KeyBench.Header(bench.Foreign))).Status);

        // Even a good key is not read any more; the answer says when it will be.
        foreach (var key in (string[])[bench.Foreign, bench.Good, "letmein"])
        {
            var refused = await guesser.GetAsync("/budget/1", KeyBench.Header(key));
            Refusals.Check(bench.Gateway, refused, 429, "Authentication", "failure-budget-exhausted");
            Assert.Equal("20", refused.Headers["Retry-After"]);
        }

        // No credential is no guess; another route's budget and another address are untouched.
        Assert.Equal(401, (await guesser.GetAsync("/budget/1")).Status);
        Assert.Equal(200, (await guesser.GetAsync("/keys/1", KeyBench.Header(bench.Good))).Status);
        Assert.Equal(200, (await guesser.GetAsync("/public/1")).Status);
        await using var other = await WireClient.ConnectAsync(bench.Gateway, protocol, from: "127.0.0.2");
        Assert.Equal(200, (await other.GetAsync("/budget/1", KeyBench.Header(bench.Good))).Status);

        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await guesser.GetAsync("/budget/1", KeyBench.Header(bench.Good))).Status);
        Assert.Equal(4, bench.Backend.Heads);
    }
}
