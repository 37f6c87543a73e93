using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Usage;
using Gateway.Simulation;
using Gateway.Simulation.Store;

namespace Gateway.UnitTests.RateLimit.Leases;

/// <summary>One replica, call by call.</summary>
public sealed class LeaseTableTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private readonly VirtualTime _time = new();
    private readonly ModelStore _store = new();
    private readonly LeaseTable _table;
    private readonly BucketRule _rule = new Scenario().Rule("fast");
    private readonly List<Waiter> _waiters = [];
    private readonly List<LeaseCall> _calls = [];

    public LeaseTableTests() => _table = new LeaseTable(
        _time, new LeaseSettings { BudgetTicks = 25 * TimeSpan.TicksPerMillisecond }, 1024);

    [Fact]
    public void Take_FirstRequest_AsksAndHoldsNoLease()
    {
        var call = Assert.IsType<DrawCall>(Ask());
        Assert.Equal((1, 1, 0), (call.Terms.Count, call.Terms.Cost, call.Terms.Want));
        Answer(call);
        Assert.True(_waiters[0].Verdict!.Value.IsAdmitted);
        Assert.Equal(999, _waiters[0].Verdict!.Value.Remaining);
        Assert.Equal(0, _table.Unspent);
    }

    [Fact]
    public void Take_WithALease_NeedsNoCallUntilAQuarterIsLeft()
    {
        WarmUp();
        var unspent = _table.Unspent;
        Assert.InRange(unspent, 30, 50);
        while (_table.Unspent > (unspent / 4) + 1) Assert.Null(AdmittedAtOnce());
        Assert.IsType<DrawCall>(AdmittedAtOnce());
        // One at a time.
        Assert.Null(AdmittedAtOnce());
    }

    [Fact]
    public void Take_WhileADrawIsInFlight_WaitsAndTheNextDrawAsksForAll()
    {
        var first = Ask();
        for (var i = 0; i < 5; i++) Assert.Null(Ask());
        var second = Assert.IsType<DrawCall>(Answer(first!));
        Assert.Equal(5, second.Terms.Count);
        Answer(second);
        Assert.All(_waiters, w => Assert.True(w.Verdict!.Value.IsAdmitted));
        Assert.Equal([999, 998, 997, 996, 995, 994], _waiters.Select(w => w.Verdict!.Value.Remaining));
    }

    [Fact]
    public void Take_AfterALongPause_WaitsForADrawAsBefore()
    {
        var first = Ask();
        // The whole process stood still; the answer was there all the time.
        _time.Advance(TimeSpan.FromSeconds(30));
        Answer(first!);
        Assert.IsType<DrawCall>(Ask());
        Assert.Null(Ask());
    }

    [Fact]
    public void Take_WhileADrawThatBringsALeaseIsInFlight_IsMetFromIt()
    {
        WarmUp();
        LeaseCall? refill = null;
        while (_table.Unspent > 0)
            if (AdmittedAtOnce() is { } call) refill = call;
        _waiters.Clear();
        for (var i = 0; i < 5; i++) Assert.Null(Ask());
        Assert.Null(Answer(refill!));
        Assert.Equal(5, _waiters.Count);
        Assert.All(_waiters, w => Assert.True(w.Verdict!.Value.IsAdmitted));
    }

    [Fact]
    public void Turn_ItsAnswerIsLost_WhatWasKeptIsNotSpentLonger()
    {
        WarmUp();
        // Another replica, and more demand than refills: from now on turns.
        _store.Draw(_rule, 7, "other", new DrawTerms(1) { Want = 5, Limit = 50 }, Now);
        while (!_calls.OfType<DrawCall>().Any(c => c.Terms.Turn > 0))
        {
            for (var i = 0; i < 4; i++)
            {
                Take(_rule, 1, out _, out var calls);
                if (calls is DrawCall { Terms.Turn: > 0, Terms.Kept: > 0 }) break;
                if (calls is not null) Answer(calls);
            }

            _time.Advance(Step);
        }

        var turn = _calls.OfType<DrawCall>().Last(c => c.Terms.Turn > 0);
        _time.Advance(TimeSpan.FromMilliseconds(25));
        _table.Fail(turn);
        // The store may count it for a second from now on, not for the three that the lease had.
        Assert.True(_table.Unspent <= turn.Terms.Kept);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(0, _table.Unspent);
    }

    [Fact]
    public void Lease_PastItsDeadline_IsNotSpent()
    {
        WarmUp();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, _table.Unspent);
        Assert.IsType<DrawCall>(Ask());
    }

    [Fact]
    public void Lease_Idle_Returns()
    {
        WarmUp();
        var level = _store.Open(_rule, 7, Now).Left(Now);
        var unspent = _table.Unspent;
        _time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.Null(_table.Tick());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var call = Assert.IsType<DrawCall>(_table.Tick());
        Assert.Equal((unspent, 0L), (call.Terms.Back, _table.Unspent));
        Answer(call);
        Assert.InRange(_store.Open(_rule, 7, Now).Left(Now), level + 1, 1000);
        Assert.Equal(0, _store.Find(7)!.Outstanding);
    }

    [Fact]
    public void Refused_UntilTheNextPermit_IsKnownHere()
    {
        var rule = new Scenario { Permits = 1, Burst = 3, Window = TimeSpan.FromSeconds(10) }.Rule("slow");
        for (var i = 0; i < 3; i++) Answer(Ask(rule)!);
        Assert.All(_waiters, w => Assert.True(w.Verdict!.Value.IsAdmitted));
        var outcome = Take(rule, 1, out var verdict, out var calls);
        Assert.Equal((LeaseOutcome.Decided, false), (outcome, verdict.IsAdmitted));
        Assert.Null(calls);
        Assert.InRange(verdict.RetryAfter, TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(10));
        // The store is asked again after a second: somebody may have given permits back.
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(Ask(rule));
    }

    [Fact]
    public void Call_WithoutAnswer_FailsEverybodyWhoWaits()
    {
        var call = Ask();
        Ask();
        _table.Fail(call!);
        Assert.All(_waiters, w => Assert.True(w.HasFailed));
        // Whatever comes later is not taken.
        Assert.Null(Answer(call!));
        Assert.Equal(0, _table.Unspent);
    }

    [Fact]
    public void TwoRules_OneRefuses_TheOtherKeepsItsPermits()
    {
        WarmUp();
        var unspent = _table.Unspent;
        var empty = new Scenario { Permits = 1, Burst = 1, Window = TimeSpan.FromHours(1) }.Rule("empty");
        RateLimitTake[] both = [new(_rule, 7, 1), new(empty, 8, 1)];
        Answer(Ask(empty, 8)!);
        _time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.Equal(LeaseOutcome.Asked, _table.Take(both, true, Create, out _, out _, out var calls));
        Assert.Equal(unspent, _table.Unspent);
        for (var call = calls; call is not null; call = call.Next) Answer(call);
        Assert.False(_waiters[^1].Verdict!.Value.IsAdmitted);
        Assert.Equal(1, _waiters[^1].Verdict!.Value.RuleIndex);
        Assert.Equal(unspent, _table.Unspent);
    }

    [Fact]
    public void TwoRules_BothLacking_AreOneAtomicCheck()
    {
        var second = new Scenario { Burst = 5, Permits = 5 }.Rule("second");
        RateLimitTake[] both = [new(_rule, 7, 1), new(second, 8, 3)];
        _table.Take(both, true, Create, out _, out _, out var calls);
        var check = Assert.IsType<CheckCall>(calls);
        Assert.Equal(2, check.Takes.Length);
        Answer(check);
        Assert.Equal((true, 1, 2L), _waiters[0].Verdict is { } verdict ? (verdict.IsAdmitted, verdict.RuleIndex, verdict.Remaining) : default);
    }

    [Fact]
    public void Store_NotAsked_LeasesAreSpentAndThenItSaysSo()
    {
        WarmUp();
        RateLimitTake[] take = [new(_rule, 7, 1)];
        var spent = 0;
        while (_table.Take(take, false, Create, out _, out _, out var calls) is LeaseOutcome.Decided)
        {
            Assert.Null(calls);
            spent++;
        }

        Assert.InRange(spent, 30, 50);
    }

    [Fact]
    public void Entries_AreForgottenAfterASecond()
    {
        for (var i = 0; i < 500; i++) Answer(Ask(partition: ((UInt128)(ulong)i << 119) + (ulong)i)!);
        Assert.Equal(500, _table.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        _table.Tick();
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Top_ListsTheFullestFirst()
    {
        var empty = new Scenario { Permits = 1, Burst = 1, Window = TimeSpan.FromHours(1) }.Rule("empty");
        Answer(Ask(empty, 8)!);
        Answer(Ask()!);
        Take(empty, 1, out _, out _, 8);
        var top = Top(10);
        Assert.Equal(["empty", "fast"], top.Select(t => t.Rule));
        Assert.Equal((0L, 1L, 1.0), (top[0].Remaining!.Value, top[0].Refused, top[0].Used));
        Assert.All(top, t => Assert.True(t.IsShared));
        Assert.Single(Top(1));
    }

    [Fact]
    public void Overruns_AreRequestsThatWaitedForTheWholeBudget()
    {
        var early = Ask(partition: 1)!;
        _table.Fail(early);
        Assert.Equal(0, _table.Overruns);
        var late = Ask()!;
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Take(_rule, 1, out _, out _);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        _table.Fail(late);
        Assert.Equal((3, 1L), (_waiters.Count(w => w.HasFailed), _table.Overruns));
    }

    private IReadOnlyList<LimitUse> Top(int most)
    {
        var top = new TopList(most);
        _table.Collect(top);
        return top.ToList();
    }

    private long Now => 1_700_000_000_000_000 + (_time.GetTimestamp() / 10);

    private LeaseRequest Create()
    {
        var waiter = new Waiter();
        _waiters.Add(waiter);
        return waiter;
    }

    private LeaseOutcome Take(BucketRule rule, int cost, out RateLimitVerdict verdict, out LeaseCall? calls, UInt128? partition = null)
    {
        var outcome = _table.Take([new(rule, partition ?? 7, cost)], true, Create, out verdict, out _, out calls);
        if (calls is not null) _calls.Add(calls);
        return outcome;
    }

    private LeaseCall? Ask(BucketRule? rule = null, UInt128? partition = null)
    {
        Assert.Equal(LeaseOutcome.Asked, Take(rule ?? _rule, 1, out _, out var calls, partition));
        return calls;
    }

    private LeaseCall? AdmittedAtOnce()
    {
        Assert.Equal((LeaseOutcome.Decided, true), (Take(_rule, 1, out var verdict, out var calls), verdict.IsAdmitted));
        return calls;
    }

    private LeaseCall? Answer(LeaseCall call)
    {
        if (call is DrawCall draw) return _table.Apply(draw, _store.Draw(draw.Rule, draw.Partition, "me", draw.Terms, Now));
        var check = (CheckCall)call;
        _table.Apply(check, _store.Check(check.Takes, check.Debts, Now));
        return null;
    }

    // A thousand requests a second for a while.
    private void WarmUp()
    {
        for (var i = 0; i < 300 || _table.Unspent < 40; i++)
        {
            _time.Advance(Step);
            Take(_rule, 1, out _, out var calls);
            if (calls is not null) Answer(calls);
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
