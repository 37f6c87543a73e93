using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit;
using static Gateway.UnitTests.RateLimit.RateLimitHarness;

namespace Gateway.UnitTests.RateLimit;

public sealed class CostReportTests : IDisposable
{
    private readonly RateLimitHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    private static RateLimitOptions Reported(int permits = 100, int cost = 10, int? maxCost = null, int? maxDebt = null, bool keep = false)
    {
        var rule = Rule(permits, "00:01:40", cost: cost);
        (rule.CostHeader, rule.MaxCost, rule.MaxDebt, rule.KeepCostHeader) = ("X-Request-Cost", maxCost, maxDebt, keep);
        return Options(("r", rule));
    }

    private int Left(RateLimitOptions options) => int.Parse(Told(options).Split("r=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);

    // A look from another policy on the same bucket, which costs nothing.
    private string Told(RateLimitOptions options)
    {
        var rule = Planned("r", options.Rules["r"]);
        var take = new PlannedRule("r", options.Rules["r"], new RulePlace("orders", "", 64), _harness.Store.PartitionHashKey, null).Select(From())!.Take(From()) with { Cost = 0 };
        return rule.Select(From())!.Headers.Item(null, _harness.Store.TryTakeAsync([take]).Completed());
    }

    private Exchange Answer(RateLimitOptions options, params string[] reported)
    {
        var exchange = From();
        if (!Decide(_harness.ByAddress(options)!, exchange).IsContinue) return exchange;
        if (reported.Length > 0) exchange.Context.Response.Headers["X-Request-Cost"] = reported;
        _harness.AtResponse(options)!.Apply(exchange);
        return exchange;
    }

    [Theory]
    [InlineData("10", 90)]
    [InlineData("35", 65)]
    [InlineData("4", 96)]
    [InlineData("0", 100)]
    [InlineData("0007", 93)]
    [InlineData("50", 50)]
    [InlineData("51", 50)]
    [InlineData("99999999999999999999999", 50)]
    [InlineData("-5", 90)]
    [InlineData("+5", 90)]
    [InlineData("5.0", 90)]
    [InlineData("5, 6", 90)]
    [InlineData(" 5", 90)]
    [InlineData("", 90)]
    [InlineData("0x5", 90)]
    [InlineData("five", 90)]
    public void Header_Value_IsChargedOrThePreCharge(string reported, int left)
    {
        var options = Reported(maxCost: 50);
        var exchange = Answer(options, reported);
        Assert.Equal(left, Left(options));
        Assert.False(exchange.Context.Response.Headers.ContainsKey("X-Request-Cost"));
    }

    [Fact]
    public void Header_AbsentOrTwice_ThePreChargeStays()
    {
        var options = Reported();
        Answer(options);
        Assert.Empty(_harness.Events);
        Answer(options, "1", "2");
        Assert.Equal(80, Left(options));
        Assert.Equal(("rate-limit.cost.unusable", "cost-unreadable"), Assert.Single(_harness.Events) is var told ? (told.Event, told.Reason) : default);
    }

    [Fact]
    public void Header_Kept_WhenARuleSaysSo() =>
        Assert.Equal("7", Answer(Reported(keep: true), "7").Context.Response.Headers["X-Request-Cost"]);

    [Fact]
    public void Debt_IsPaidBeforeAnythingIsAdmitted_AndBounded()
    {
        var options = Reported(maxCost: 1_000_000, maxDebt: 300);
        Answer(options, "250");
        // One permit a second: 150 are owed, and a request takes 10.
        var refused = Decide(_harness.ByAddress(options)!, From()).Rejection!;
        Assert.Equal("160", refused.Headers[0].Value);
        _harness.Time.Advance(TimeSpan.FromSeconds(160));
        Answer(options, "1000000");
        Assert.Equal("310", Decide(_harness.ByAddress(options)!, From()).Rejection!.Headers[0].Value);
    }

    [Fact]
    public void Debt_ByDefault_TenBurstsAndNeverMoreThanTheArithmeticHolds()
    {
        Assert.Equal(2000, RuleValues.Of(Rule(100, burst: 200)).Debt(null));
        Assert.Equal(7, RuleValues.Of(Rule(100, burst: 200)).Debt(7));
        // A year for a permit: ten years at most in all.
        Assert.Equal(9, RuleValues.Of(Rule(1, "366.00:00:00")).Debt(null));
    }

    [Fact]
    public void Refund_AfterItRefilled_IsNothing()
    {
        var options = Reported(permits: 100, cost: 10);
        var exchange = From();
        Assert.True(Decide(_harness.ByAddress(options)!, exchange).IsContinue);
        _harness.Time.Advance(TimeSpan.FromSeconds(10));
        // Full again: ten more make ninety, and the refund must not make them a hundred.
        Answer(options);
        exchange.Context.Response.Headers["X-Request-Cost"] = "0";
        _harness.AtResponse(options)!.Apply(exchange);
        Assert.Equal(90, Left(options));
    }

    [Fact]
    public void Refund_Twice_IsOnce()
    {
        var options = Reported();
        Answer(options);
        var exchange = Answer(options, "1");
        exchange.Context.Response.Headers["X-Request-Cost"] = "1";
        _harness.AtResponse(options)!.Apply(exchange);
        Assert.Equal(89, Left(options));
    }

    [Fact]
    public void Settle_AnySchedule_NeverLessThanIfTheRealCostHadBeenTaken()
    {
        var examined = 0;
        var steps =
            from gap in Gen.Choose(0, 3000)
            from paid in Gen.Choose(1, 5)
            from real in Gen.Choose(0, 5)
            from delay in Gen.Choose(0, 3)
            select (gap, paid, real: Math.Min(real, paid), delay);
        Prop.ForAll(steps.ListOf(60).ToArbitrary(), schedule =>
        {
            examined++;
            using var harness = new RateLimitHarness();
            var rule = new BucketRule("r", 5, TimeSpan.FromSeconds(5), 5, harness.Store);
            // The same takes at their real cost from the start: the settled bucket must never hold more.
            var ideal = new BucketRule("ideal", 5, TimeSpan.FromSeconds(5), 5, harness.Store);
            var due = new List<(int At, RateLimitTake Take, int Real, long TakenAt)>();
            for (var i = 0; i < schedule.Count; i++)
            {
                var (gap, paid, real, delay) = schedule[i];
                harness.Time.Advance(TimeSpan.FromMilliseconds(gap));
                foreach (var settled in due.Where(d => d.At == i))
                    Assert.True(harness.Store.SettleAsync(settled.Take, settled.Real, TimeSpan.FromTicks(harness.Store.Now - settled.TakenAt)).Completed());
                var take = new RateLimitTake(rule, rule.Partition("a"), paid);
                var takenAt = harness.Store.Now;
                if (harness.Store.Take([take]).IsAdmitted)
                {
                    Assert.True(harness.Store.Take([new(ideal, ideal.Partition("a"), real)]).IsAdmitted, "the settled bucket held more than was paid for");
                    due.Add((i + 1 + delay, take, real, takenAt));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.Equal(300, examined);
    }
}
