using Gateway.IntegrationTests.Support;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Retry;
using Gateway.UnitTests.LoadShedding;
using Gateway.UnitTests.Pipeline;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.UnitTests.Retry;

public sealed class RetryBudgetTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly FakeClock _clock = new();

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public void Outage_OfEverything_IsAmplifiedByTheBudgetAndNoMore(int percent)
    {
        var budget = new RetryBudget(_clock);
        var rules = Rules(new RetryOptions { BudgetPercent = percent, MinRetriesPerSecond = 0, MaxAttempts = 5 }, budget);
        var again = 0;
        for (var i = 0; i < 1000; i++)
        {
            rules.Begin();
            while (budget.TryTake(rules)) again++;
        }

        Assert.InRange(again, (10 * percent) - 1, 10 * percent);
    }

    [Fact]
    public void LittleTraffic_HasItsRetriesPerSecond()
    {
        var budget = new RetryBudget(_clock);
        var rules = Rules(new RetryOptions { MinRetriesPerSecond = 2 }, budget);
        Assert.False(budget.TryTake(rules));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(budget.TryTake(rules));
        Assert.True(budget.TryTake(rules));
        Assert.False(budget.TryTake(rules));
    }

    [Fact]
    public void Savings_OfLongQuiet_AreBounded()
    {
        var budget = new RetryBudget(_clock);
        var rules = Rules(new RetryOptions(), budget);
        for (var i = 0; i < 100_000; i++) rules.Begin();
        _clock.Advance(TimeSpan.FromDays(1));
        var taken = 0;
        while (budget.TryTake(rules)) taken++;
        Assert.Equal(110, taken);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("PUT", false)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    [InlineData("CONNECT", false)]
    public void Methods_ThatAreCovered_AreTheIdempotentOnesThatTheOptionsName(string method, bool covered) =>
        Assert.Equal(covered, Rules(new RetryOptions(), new RetryBudget(_clock)).Covers(new Exchange(PipelineFixture.Context(out _, method), PipelineFixture.Plan())));

    [Theory]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Content-Type", "application/grpc+proto")]
    public void Streams_AreNotCovered(string name, string value)
    {
        var exchange = PipelineFixture.Exchange();
        exchange.Context.Request.Headers[name] = value;
        Assert.False(Rules(new RetryOptions(), new RetryBudget(_clock)).Covers(exchange));
    }

    [Fact]
    public void Failure_IsRepeatedOnlyWhenTheOptionsSaySo()
    {
        (ForwarderError Error, RetryOptions Options, bool Again)[] cases =
        [
            (ForwarderError.Request, new RetryOptions(), true),
            (ForwarderError.Request, new RetryOptions { OnConnectionFailure = false }, false),
            (ForwarderError.RequestTimedOut, new RetryOptions(), false),
            (ForwarderError.RequestTimedOut, new RetryOptions { OnTimeout = true }, true),
            (ForwarderError.RequestCanceled, new RetryOptions { OnTimeout = true }, false),
            (ForwarderError.ResponseBodyDestination, new RetryOptions { OnTimeout = true }, false),
            (ForwarderError.NoAvailableDestinations, new RetryOptions { OnTimeout = true }, false),
            (ForwarderError.Request, new RetryOptions { Mode = PolicyMode.Report }, false),
        ];
        foreach (var (error, options, again) in cases)
        {
            var exchange = PipelineFixture.Exchange();
            exchange.Context.Features.Set<IForwarderErrorFeature>(new ForwarderFailure(error));
            Assert.Equal(again, Rules(options, Full()).TryAfterFailure(exchange));
            Assert.Equal(again, exchange.RetryDelay is not null);
        }
    }

    [Fact]
    public void Answer_IsDiscardedForItsStatusUntilTheAttemptsAreUsedUp()
    {
        var rules = Rules(new RetryOptions { MaxAttempts = 3 }, Full());
        var exchange = PipelineFixture.Exchange();
        Assert.False(rules.DiscardsAnswer(exchange, 500));
        Assert.False(rules.DiscardsAnswer(exchange, 200));
        Assert.True(rules.DiscardsAnswer(exchange, 503));
        exchange.Attempt = 2;
        Assert.True(rules.DiscardsAnswer(exchange, 502));
        exchange.Attempt = 3;
        Assert.False(rules.DiscardsAnswer(exchange, 502));
    }

    [Fact]
    public void Pause_LongerThanTheTimeThatIsLeft_IsNoRetry()
    {
        var deadlines = new RequestDeadlines(_clock);
        var exchange = PipelineFixture.Exchange();
        exchange.Deadline = deadlines.Start(exchange.Context, TimeSpan.FromSeconds(1));
        var rules = Rules(new RetryOptions { Backoff = TimeSpan.Zero }, Full());
        Assert.True(rules.DiscardsAnswer(exchange, 503));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(rules.DiscardsAnswer(exchange, 503));
    }

    public void Dispose() => _meters.Dispose();

    private RetryRules Rules(RetryOptions options, RetryBudget budget) => new(options, "orders", budget, new RetryMetrics(_meters.Factory));

    private RetryBudget Full()
    {
        var budget = new RetryBudget(_clock);
        for (var i = 0; i < 100; i++) Rules(new RetryOptions(), budget).Begin();
        return budget;
    }
}
