using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

public sealed class RateLimitHeaderTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    private static string? Header(Exchange exchange, string name) =>
        exchange.ResponseHeaders.LastOrDefault(h => h.Key == name) is { Key: not null } header ? header.Value.ToString() : null;

    private static (string? Policy, string? Limit) Fields(Exchange exchange) => (Header(exchange, "RateLimit-Policy"), Header(exchange, "RateLimit"));

    [Fact]
    public void Admission_StatesPolicyAndWhatIsLeft()
    {
        var stage = _harness.ByAddress(Options(("per-address", Rule(100))))!;
        var exchange = From();
        Assert.True(Decide(stage, exchange).IsContinue);
        Assert.Equal(("\"per-address\";q=100;w=1", "\"per-address\";r=99;t=1"), Fields(exchange));
    }

    [Theory]
    [InlineData(10, "00:00:00.250", "q=40;w=1")]
    [InlineData(10, "00:00:01.500", "q=13;w=2")]
    [InlineData(1000, "1.00:00:00", "q=1000;w=86400")]
    public void Policy_Window_IsStatedInWholeSeconds(int permits, string window, string expected)
    {
        var exchange = From();
        Decide(_harness.ByAddress(Options(("a", Rule(permits, window))))!, exchange);
        Assert.Equal($"\"a\";{expected}", Header(exchange, "RateLimit-Policy"));
    }

    [Fact]
    public void Refusal_WindowEqualsRetryAfter()
    {
        var stage = _harness.ByAddress(Options(("a", Rule(2, "00:01:00"))))!;
        Assert.Equal(2, Admitted(stage, Times(2, () => From())));
        var exchange = From();
        var rejection = Decide(stage, exchange).Rejection!;
        Assert.Equal("30", rejection.Headers[0].Value);
        Assert.Equal(("\"a\";q=2;w=60", "\"a\";r=0;t=30"), Fields(exchange));
    }

    [Fact]
    public void LongWindow_EffectiveWindowKeepsClientsToTheSustainedRate()
    {
        var exchange = From();
        Decide(_harness.ByAddress(Options(("day", Rule(10_000, "00:16:40"))))!, exchange);
        Assert.Equal("\"day\";r=9999;t=1000", Header(exchange, "RateLimit"));
    }

    [Fact]
    public void BothStages_ItemsAreCombined_AndARefusalStandsAlone()
    {
        var options = Options(("per-address", Rule(50)), ("per-consumer", Rule(2, "00:00:10", by: "Consumer")), ("everyone", Rule(1000, by: "Global")));
        var byAddress = _harness.ByAddress(options)!;
        var byIdentity = _harness.ByIdentity(options)!;
        var exchange = From(consumer: "alice");
        Decide(byAddress, exchange);
        Assert.Equal(("\"per-address\";q=50;w=1", "\"per-address\";r=49;t=1"), Fields(exchange));
        Decide(byIdentity, exchange);
        Assert.Equal(("\"per-address\";q=50;w=1, \"per-consumer\";q=2;w=10", "\"per-address\";r=49;t=1, \"per-consumer\";r=1;t=5"), Fields(exchange));
        Decide(byIdentity, exchange);
        exchange = From(consumer: "alice");
        Decide(byAddress, exchange);
        Assert.NotNull(Decide(byIdentity, exchange).Rejection);
        Assert.Equal("\"per-consumer\";r=0;t=5", Header(exchange, "RateLimit"));
    }

    [Fact]
    public void SeveralRules_TheOneWithFewestRequestsLeftIsShown()
    {
        var exchange = From();
        Decide(_harness.ByAddress(Options(("a", Rule(5)), ("b", Rule(20, cost: 10))))!, exchange);
        Assert.Equal("\"b\";r=10;t=1", Header(exchange, "RateLimit"));
    }

    [Fact]
    public void SharedBucket_IsNotShown()
    {
        var stage = _harness.ByAddress(Options(("everyone", Rule(1, by: "Global"))))!;
        var (first, second) = (From(), From());
        Assert.True(Decide(stage, first).IsContinue);
        Assert.Equal("Retry-After", Decide(stage, second).Rejection!.Headers[0].Key);
        Assert.Equal((null, null), Fields(first));
        Assert.Equal((null, null), Fields(second));
    }

    [Theory]
    [InlineData(false, PolicyMode.Enforce)]
    [InlineData(true, PolicyMode.Report)]
    public void HeadersOffOrReportMode_NothingIsShown(bool headers, PolicyMode mode)
    {
        var options = Options(("a", Rule(1)));
        (options.Headers, options.Mode) = (headers, mode);
        var stage = _harness.ByAddress(options)!;
        for (var i = 0; i < 2; i++)
        {
            var exchange = From();
            Decide(stage, exchange);
            Assert.Empty(exchange.ResponseHeaders);
        }
    }
}
