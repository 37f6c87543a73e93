using Gateway.Policies.ConcurrencyLimit;
using Gateway.Policies.Pipeline;
using static Gateway.UnitTests.ConcurrencyLimit.SlotHarness;

namespace Gateway.UnitTests.ConcurrencyLimit;

/// <summary>Slots of one process: exact, given back once, bounded.</summary>
public sealed class SlotTableTests : IAsyncDisposable
{
    private readonly SlotHarness _harness = new();

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public void Compile_RulesSplitByWhatTheyNeed()
    {
        var options = Options(("a", Rule(1)), ("b", Rule(1, "Header:X-Key", "Route")));
        Assert.NotNull(ConcurrencyLimitPolicy.CompileByAddress(options, _harness.Compilation()));
        Assert.Null(ConcurrencyLimitPolicy.CompileByIdentity(options, _harness.Compilation()));
        options = Options(("a", Rule(1, "Address", "Consumer")), ("b", Rule(1, "Claim:tenant")));
        Assert.Null(ConcurrencyLimitPolicy.CompileByAddress(options, _harness.Compilation()));
        Assert.NotNull(ConcurrencyLimitPolicy.CompileByIdentity(options, _harness.Compilation()));
    }

    [Fact]
    public void Slots_AllInUse_429UntilOneEnds()
    {
        var stage = _harness.Stage(("per-address", Rule(2)));
        Exchange first = From(), second = From(), third = From();
        Assert.Null(Decide(stage, first));
        Assert.Null(Decide(stage, second));
        var refusal = Decide(stage, third)!;
        Assert.Equal((429, "limit-exceeded", "rule per-address", "1"), (refusal.Status, refusal.Reason, refusal.Note, refusal.Headers.Single(h => h.Key == "Retry-After").Value.ToString()));
        Assert.Null(Decide(stage, From("192.0.2.2")));
        third.End();
        Assert.NotNull(Decide(stage, From()));
        first.End();
        // Once, not twice.
        first.End();
        Assert.Null(Decide(stage, From()));
        Assert.NotNull(Decide(stage, From()));
    }

    [Fact]
    public void Slots_AllGivenBack_NothingIsLeft()
    {
        var stage = _harness.Stage(("a", Rule(2)), ("b", Rule(5, "Header:X-Key")));
        var exchanges = Enumerable.Range(0, 500).Select(i => From($"192.0.2.{i % 100}", $"{i % 7}")).ToList();
        var admitted = exchanges.Count(e => Decide(stage, e) is null);
        Assert.InRange(admitted, 1, 35);
        Assert.InRange(_harness.Table.Count, 8, 107);
        foreach (var exchange in exchanges) exchange.End();
        Assert.Equal(0, _harness.Table.Count);
    }

    [Fact]
    public void Rules_OneRefuses_NoneIsTaken()
    {
        var stage = _harness.Stage(("narrow", Rule(1, "Header:X-Key")), ("wide", Rule(3)));
        Assert.Null(Decide(stage, From(header: "a")));
        for (var i = 0; i < 10; i++) Assert.NotNull(Decide(stage, From(header: "a")));
        Assert.Null(Decide(stage, From(header: "b")));
        Assert.Null(Decide(stage, From(header: "c")));
        Assert.NotNull(Decide(stage, From(header: "d")));
    }

    [Fact]
    public async Task Requests_InParallel_NeverMoreThanThePermitsAndZeroAfterwards()
    {
        const int Permits = 5;
        var stage = _harness.Stage(("a", Rule(Permits)), ("b", Rule(Permits + 2, "Global")));
        int inFlight = 0, most = 0, admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var exchange = From();
                if (Decide(stage, exchange) is null)
                {
                    Interlocked.Increment(ref admitted);
                    var now = Interlocked.Increment(ref inFlight);
                    if (now > Volatile.Read(ref most)) Volatile.Write(ref most, now);
                    if ((i + worker) % 16 == 0) Thread.Yield();
                    Interlocked.Decrement(ref inFlight);
                }

                exchange.End();
            }
        })));
        Assert.InRange(most, 1, Permits);
        Assert.True(admitted > 16);
        Assert.Equal(0, _harness.Table.Count);
    }

    [Fact]
    public void Table_Full_NewcomersShareOnePartitionUntilItIsEmptyAndNobodyHasTwo()
    {
        var stage = _harness.Stage(("per-key", Rule(2, "Header:X-Key")));
        var exchanges = new List<Exchange>();
        Exchange? refused = null;
        for (var i = 0; refused is null; i++)
        {
            Assert.True(i < 5000);
            var exchange = From(header: $"{i}");
            if (Decide(stage, exchange) is { } rejection)
            {
                Assert.Equal("limit-exceeded-overflow", rejection.Reason);
                refused = exchange;
            }
            else exchanges.Add(exchange);
        }

        // Who has a partition keeps it, with the slot that is left; the two in the shared one get none of their own beside it.
        Assert.Null(Decide(stage, From(header: "0")));
        Assert.NotNull(Decide(stage, From(header: "0")));
        Assert.Single(_harness.Events, e => e.Event == "concurrency-limit.overflow");
        foreach (var exchange in exchanges) exchange.End();
        Assert.Null(Decide(stage, From(header: "newcomer")));
    }

    [Fact]
    public void RetryAfter_IsTheMeanTimeOfAnSlotDividedByTheirNumber()
    {
        var stage = _harness.Stage(("per-address", Rule(2)));
        Exchange first = From(), second = From();
        Decide(stage, first);
        Decide(stage, second);
        _harness.Time.Advance(TimeSpan.FromSeconds(60));
        first.End();
        Assert.Null(Decide(stage, From()));
        Assert.Equal("30", Decide(stage, From())!.Headers.Single(h => h.Key == "Retry-After").Value.ToString());
    }

    [Fact]
    public void Rule_SameNameAndValues_SharesSlotsOverRoutesAndReloads()
    {
        var first = ConcurrencyLimitPolicy.CompileByAddress(Options(("shared", Rule(1))), _harness.Compilation("one"))!;
        var second = ConcurrencyLimitPolicy.CompileByAddress(Options(("shared", Rule(1))), _harness.Compilation("two"))!;
        var exchange = From();
        Assert.Null(Decide(first, exchange));
        Assert.NotNull(Decide(second, From()));
        exchange.End();
        Assert.Null(Decide(second, From()));
    }

    [Fact]
    public void Stage_Continuing_AllocatesNothing()
    {
        var stage = _harness.Stage(("a", Rule(5)), ("b", Rule(5, "Route")));
        var exchange = From();
        Allocations.AssertNone(() =>
        {
            var decision = stage.DecideAsync(exchange);
            if (!decision.IsCompletedSuccessfully || !decision.GetAwaiter().GetResult().IsContinue) throw new InvalidOperationException();
            exchange.End();
        });
    }

    [Fact]
    public void OnEnd_Several_AreCalledOnceEachLastFirst()
    {
        List<int> ended = [];
        var exchange = From();
        for (var i = 0; i < 3; i++) exchange.OnEnd(new Ending(() => ended.Add(ended.Count)));
        exchange.End();
        exchange.End();
        Assert.Equal([0, 1, 2], ended);
    }

    private sealed class Ending(Action action) : ExchangeEnding
    {
        public override void End() => action();
    }
}
