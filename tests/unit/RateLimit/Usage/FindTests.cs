using System.Security.Claims;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Usage;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit.Usage;

/// <summary>Finding the partitions of a client that an operator describes.</summary>
public sealed class FindTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("Address", "address=192.0.2.7")]
    [InlineData("Address", "Address=::ffff:192.0.2.7")]
    [InlineData("Consumer", "consumer=acme")]
    [InlineData("Claim:tenant", "Claim:tenant=t=1")]
    [InlineData("Header:X-Key", "header:x-key=k")]
    [InlineData("Cookie:s", "Cookie:s=1")]
    [InlineData("Address,Route", "Address=192.0.2.7")]
    [InlineData("RouteTemplate,Consumer", "Consumer=acme", "Address=192.0.2.7")]
    [InlineData("Consumer,Address", "Consumer=acme", "Address=192.0.2.7")]
    public async Task Find_TheClientOfARequest_IsItsBucket(string by, params string[] described)
    {
        var options = Options(("r", Rule(10, "01:00:00", by: by.Split(','))));
        var stage = (RateLimitStage)(_harness.ByAddress(options) ?? _harness.ByIdentity(options))!;
        for (var i = 0; i < 3; i++)
            Decide(stage, From("192.0.2.7", "acme", [("X-Key", "k"), ("Cookie", "s=1")], [new Claim("tenant", "t=1")]));
        var found = Assert.Single(await FindAsync(stage, described));
        Assert.Equal(("r", 10, 7L), (found.Rule, found.Limit, found.Remaining!.Value));
        Assert.Equal(by, string.Join(',', found.By), ignoreCase: true);
        // A look takes nothing.
        Assert.Equal(7, Assert.Single(await FindAsync(stage, described)).Remaining);
    }

    [Fact]
    public async Task Find_RulesThatDoNotTellTheClientApart_AreNotShown()
    {
        var stage = (RateLimitStage)_harness.ByAddress(Options(("all", Rule(10, by: "Global")), ("route", Rule(10, by: "Route")), ("pair", Rule(10, by: ["Address", "Header:X-Key"])), ("own", Rule(10))))!;
        Assert.Equal("own", Assert.Single(await FindAsync(stage, "Address=192.0.2.7")).Rule);
        Assert.Equal(["own", "pair"], (await FindAsync(stage, "Address=192.0.2.7", "Header:X-Key=1")).Select(f => f.Rule));
    }

    [Fact]
    public async Task Find_ABucketThatOwes_HasNothingLeft()
    {
        var rule = Rule(2, "01:00:00", by: "Address");
        var stage = (RateLimitStage)_harness.ByAddress(Options(("r", rule)))!;
        for (var i = 0; i < 5; i++) Decide(stage, From("192.0.2.7"));
        var found = Assert.Single(await FindAsync(stage, "Address=192.0.2.7"));
        Assert.Equal((0L, 1.0), (found.Remaining!.Value, found.Used));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Address")]
    [InlineData("Address=")]
    [InlineData("Address=somewhere")]
    [InlineData("Address=1")]
    [InlineData("Address=010.0.0.1")]
    [InlineData("=192.0.2.7")]
    [InlineData("Global=1")]
    [InlineData("Route=orders")]
    [InlineData("Colour=red")]
    public void TryParse_AnythingElse_SaysWhatIsWrong(string text)
    {
        Assert.False(ClientDescription.TryParse(["Consumer=acme", text], out _, out var wrong));
        Assert.Equal(text, wrong);
        Assert.False(ClientDescription.TryParse(["Consumer=acme", "Consumer=other"], out _, out _));
    }

    private static async Task<List<LimitUse>> FindAsync(RateLimitStage stage, params string[] described)
    {
        Assert.True(ClientDescription.TryParse(described, out var client, out _));
        List<LimitUse> found = [];
        await stage.FindAsync(client, found);
        return found;
    }
}
