using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

/// <summary>Which requests share a bucket.</summary>
public sealed class PartitionTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("s=1", "s=1", true)]
    [InlineData("s=1", "s=2", false)]
    [InlineData("a=b; s=1", "s=1; c=d", true)]
    [InlineData(" s=1 ;a=s=2", "s=1", true)]
    [InlineData("s=1", "S=1", false)]
    [InlineData("s=1; s=2", "s=2; s=1", false)]
    [InlineData("s=1; s=2", "s=1", false)]
    [InlineData("s=1", "xs=1", false)]
    [InlineData("s=", "other=1", true)]
    [InlineData("s", "s=", true)]
    [InlineData("", "s=;;=;", true)]
    [InlineData("s=1=2", "s=1", false)]
    public void Cookie_Values_SameBucketOrNot(string first, string second, bool same)
    {
        var stage = _harness.ByAddress(Options(("r", Rule(1, by: "Cookie:s"))))!;
        Assert.True(Decide(stage, From(headers: [("Cookie", first)])).IsContinue);
        Assert.Equal(!same, Decide(stage, From("192.0.2.9", headers: [("Cookie", second)])).IsContinue);
    }

    [Fact]
    public void Cookie_OverSeveralFields_IsTheSameAsInOne()
    {
        var stage = _harness.ByAddress(Options(("r", Rule(1, by: "Cookie:s"))))!;
        Assert.True(Decide(stage, From(headers: [("Cookie", "a=1"), ("Cookie", "s=2")])).IsContinue);
        Assert.False(Decide(stage, From(headers: [("Cookie", "a=1; s=2")])).IsContinue);
    }

    [Fact]
    public void RouteTemplate_RoutesOfOnePath_ShareABucketAndRouteDoesNot()
    {
        var together = Options(("r", Rule(2, by: "RouteTemplate")));
        RequestStage read = _harness.ByAddress(together, "read", "/Orders/{id}")!, write = _harness.ByAddress(together, "write", "/orders/{id}")!;
        var other = _harness.ByAddress(together, "list", "/orders")!;
        Assert.Equal(1, Admitted(read, Times(1, () => From())));
        Assert.Equal(1, Admitted(write, Times(9, () => From("192.0.2.9"))));
        Assert.Equal(2, Admitted(other, Times(9, () => From())));
        var apart = Options(("r", Rule(2, by: "Route")));
        Assert.Equal(2, Admitted(_harness.ByAddress(apart, "read", "/orders/{id}")!, Times(9, () => From())));
        Assert.Equal(2, Admitted(_harness.ByAddress(apart, "write", "/orders/{id}")!, Times(9, () => From())));
    }

    [Fact]
    public void Combination_EachOfTheValues_IsABucket()
    {
        var stage = _harness.ByAddress(Options(("r", Rule(1, by: ["Address", "Cookie:s", "Header:X-Key", "RouteTemplate", "Route"]))), path: "/orders")!;
        var admitted = 0;
        foreach (var address in (string[])["192.0.2.1", "192.0.2.2"])
            foreach (var cookie in (string[])["s=1", "s=2"])
                foreach (var header in (string[])["a", "b"])
                    admitted += Admitted(stage, Times(3, () => From(address, headers: [("Cookie", cookie), ("X-Key", header)])));
        Assert.Equal(8, admitted);
    }

    [Fact]
    public void Cookie_AllowPath_AllocatesNothing()
    {
        var options = Options(("r", Rule(1_000_000, by: ["Cookie:session", "RouteTemplate"])));
        options.Headers = false;
        var stage = _harness.ByAddress(options)!;
        var exchange = From(headers: [("Cookie", "a=b; session=0123456789; c=d")]);
        Allocations.AssertNone(() =>
        {
            if (!stage.DecideAsync(exchange).Completed().IsContinue) Assert.Fail("refused");
        });
    }
}
