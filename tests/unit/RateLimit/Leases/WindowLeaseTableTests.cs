using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Simulation;
using Gateway.Simulation.Store;

namespace Gateway.UnitTests.RateLimit.Leases;

/// <summary>One replica and rules with windows, call by call.</summary>
public sealed class WindowLeaseTableTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private readonly VirtualTime _time = new();
    private readonly ModelStore _store = new();
    private readonly LeaseTable _table;
    private readonly List<Waiter> _waiters = [];

    public WindowLeaseTableTests() => _table = new LeaseTable(
        _time, new LeaseSettings { BudgetTicks = 25 * TimeSpan.TicksPerMillisecond }, 1024);

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void Lease_IsSpentWithoutACall_AndCountedInRedisBefore(RateLimitAlgorithm algorithm)
    {
        var rule = Rule(algorithm, 60);
        WarmUp(rule);
        var (unspent, used) = (_table.Unspent, Used(rule));
        Assert.InRange(unspent, 30, 50);
        Assert.Equal(300 + unspent, used);
        while (_table.Unspent > unspent / 2) Assert.Equal(LeaseOutcome.Decided, Take(rule, out _, out _));
        Assert.Equal(used, Used(rule));
    }

    [Fact]
    public void Lease_OfAWindowThatIsNearlyOver_EndsBeforeIt()
    {
        var rule = Rule(RateLimitAlgorithm.FixedWindow, 1);
        WarmUp(rule, 999 - 300, 300);
        Assert.InRange(_table.Unspent, 1, 50);
        _time.Advance(Step);
        // The window turns, and not a millisecond before it is there anything left.
        Assert.Equal(0, _table.Unspent);
        Assert.Equal(LeaseOutcome.Asked, Take(rule, out _, out _));
    }

    [Fact]
    public void Window_Full_IsRefusedHere_AskedAgainAfterASecond_AndOpenWhenItTurns()
    {
        var rule = Rule(RateLimitAlgorithm.FixedWindow, 10, 30);
        for (var i = 0; i < 30; i++)
        {
            Take(rule, out _, out var calls);
            Answer(calls);
        }

        Assert.Equal(30, Used(rule));
        Assert.Equal(LeaseOutcome.Decided, Take(rule, out var verdict, out _));
        Assert.Equal((false, TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(_time.GetTimestamp())), (verdict.IsAdmitted, verdict.RetryAfter));
        for (var second = 1; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(LeaseOutcome.Asked, Take(rule, out _, out var again));
            Answer(again);
            Assert.Equal(LeaseOutcome.Decided, Take(rule, out verdict, out _));
            Assert.False(verdict.IsAdmitted);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Take(rule, out _, out var open);
        Answer(open);
        Assert.True(_waiters[^1].Verdict!.Value.IsAdmitted);
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    public void Lease_Idle_ReturnsToItsWindow(RateLimitAlgorithm algorithm)
    {
        var rule = Rule(algorithm, 60);
        WarmUp(rule);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        var call = Assert.IsType<DrawCall>(_table.Tick());
        Assert.InRange(call.Terms.Back, 30, 50);
        Answer(call);
        Assert.Equal((300L, 0L), (Used(rule), _store.Window(rule, 7, Now).Outstanding));
        Assert.Null(_table.Tick());
    }

    [Fact]
    public void Lease_SpentToTheLast_IsClosed_SoThatNothingCountsAsLost()
    {
        var rule = Rule(RateLimitAlgorithm.FixedWindow, 60);
        WarmUp(rule);
        while (_table.Unspent > 0) Take(rule, out _, out _);
        // The refill that was asked for on the way is never answered.
        foreach (var call in _unanswered) _table.Fail(call);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Answer(_table.Tick());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((0L, 0L), (_store.Window(rule, 7, Now).Lost, _store.Window(rule, 7, Now).Outstanding));
    }

    [Fact]
    public void Draw_BringsALease_WhoWaitedMeanwhileIsServedFromIt()
    {
        var rule = Rule(RateLimitAlgorithm.FixedWindow, 60);
        WarmUp(rule);
        while (_table.Unspent > 0) Take(rule, out _, out _);
        foreach (var call in _unanswered) _table.Fail(call);
        var draw = Ask(rule);
        for (var i = 0; i < 5; i++) Assert.Null(Ask(rule));
        Assert.Null(Answer(draw));
        Assert.All(_waiters, w => Assert.True(w.Verdict!.Value.IsAdmitted));
    }

    [Fact]
    public void CountRefused_AdmittedByLease_RefusedByAnExactCheckOfAll()
    {
        var counting = new BucketRule("arrest", 1000, TimeSpan.FromHours(1), 1000, [new(PartitionKeyKind.Address, "")], 64, 1, 1) { CountRefused = true };
        var tight = Rule(RateLimitAlgorithm.FixedWindow, 3600, 400);
        RateLimitTake[] both = [new(counting, 8, 1), new(tight, 7, 1)];
        var decided = 0;
        for (var i = 0; i < 400; i++)
        {
            _time.Advance(Step);
            if (_table.Take(both, true, Create, out _, out _, out var calls) is LeaseOutcome.Decided) decided++;
            Answer(calls);
        }

        Assert.InRange(decided, 250, 399);
        Assert.All(_waiters, w => Assert.True(w.Verdict!.Value.IsAdmitted));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(LeaseOutcome.Asked, _table.Take(both, true, Create, out _, out _, out var calls));
            Assert.Equal(2, Calls(calls).OfType<CheckCall>().Single().Takes.Length);
            Answer(calls);
            Assert.Equal((false, 1), _waiters[^1].Verdict is { } verdict ? (verdict.IsAdmitted, verdict.RuleIndex) : default);
        }
    }

    [Fact]
    public void BucketAndWindow_WindowRefuses_TheBucketKeepsItsLease()
    {
        var bucket = new Scenario().Rule("bucket");
        var tight = Rule(RateLimitAlgorithm.SlidingWindow, 3600, 3);
        WarmUp(bucket, partition: 8);
        var unspent = _table.UnspentOf(8);
        for (var i = 0; i < 3; i++) Answer(Ask(tight));
        RateLimitTake[] both = [new(bucket, 8, 1), new(tight, 7, 1)];
        Assert.Equal(LeaseOutcome.Decided, _table.Take(both, true, Create, out var verdict, out _, out _));
        Assert.Equal((false, 1, unspent), (verdict.IsAdmitted, verdict.RuleIndex, _table.UnspentOf(8)));
    }

    private readonly List<LeaseCall> _unanswered = [];

    private long Now => 1_700_000_000_000_000 + (_time.GetTimestamp() / 10);

    private static BucketRule Rule(RateLimitAlgorithm algorithm, int seconds, int limit = 1000) =>
        new Scenario { Algorithm = algorithm, Window = TimeSpan.FromSeconds(seconds), Burst = limit }.Rule("window");

    private long Used(BucketRule rule) => _store.Window(rule, 7, Now).Used;

    private LeaseRequest Create()
    {
        var waiter = new Waiter();
        _waiters.Add(waiter);
        return waiter;
    }

    private LeaseOutcome Take(BucketRule rule, out RateLimitVerdict verdict, out LeaseCall? calls, UInt128? partition = null)
    {
        var outcome = _table.Take([new(rule, partition ?? 7, 1)], true, Create, out verdict, out _, out calls);
        _unanswered.AddRange(Calls(calls));
        return outcome;
    }

    private LeaseCall? Ask(BucketRule rule)
    {
        Assert.Equal(LeaseOutcome.Asked, Take(rule, out _, out var calls));
        return calls;
    }

    private static IEnumerable<LeaseCall> Calls(LeaseCall? calls)
    {
        for (var call = calls; call is not null; call = call.Next) yield return call;
    }

    // Returns what follows from the last of them.
    private LeaseCall? Answer(LeaseCall? calls)
    {
        LeaseCall? next = null;
        foreach (var call in Calls(calls))
        {
            _unanswered.Remove(call);
            if (call is DrawCall draw) next = _table.Apply(draw, _store.Draw(draw.Rule, draw.Partition, "me", draw.Terms, Now));
            else if (call is CheckCall check) _table.Apply(check, _store.Check(check.Takes, check.Debts, Now));
        }

        return next;
    }

    // A thousand requests a second for a while.
    private void WarmUp(BucketRule rule, int before = 0, int count = 300, UInt128? partition = null)
    {
        _time.Advance(TimeSpan.FromMilliseconds(before));
        for (var i = 0; i < count; i++)
        {
            _time.Advance(Step);
            Take(rule, out _, out var calls, partition);
            Answer(calls);
        }
    }

    private sealed class Waiter : LeaseRequest
    {
        public RateLimitVerdict? Verdict { get; private set; }

        public bool HasFailed { get; private set; }

        public override void Fail() => HasFailed = true;

        protected override void Decide(in RateLimitVerdict verdict) => Verdict = verdict;
    }
}
