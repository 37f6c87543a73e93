using Gateway.Policies.Lockout.Counting;

namespace Gateway.UnitTests.Lockout;

public sealed class LockoutStateTests
{
    private const long Second = 1000;
    private static readonly LockoutTerms Terms = new(DelayAfter: 2, LockAfter: 5, FirstDelay: Second, MaxDelay: 3 * Second, Window: 60 * Second, LockFor: 10 * Second, MaxLockFor: 30 * Second);

    [Fact]
    public void Judge_AfterFailures_WaitsTwiceAsLongEachTimeUpToTheMost()
    {
        var state = default(LockoutState);
        var waits = new List<long>();
        for (var i = 1; i < 5; i++)
        {
            state.Fail(100, Terms);
            state.Judge(100, Terms, out var wait);
            waits.Add(wait);
        }

        Assert.Equal([0, 1 * Second, 2 * Second, 3 * Second], waits);
        Assert.Equal(LockoutRefusal.Delayed, state.Judge(100 + (3 * Second) - 1, Terms, out _));
        Assert.Equal(LockoutRefusal.None, state.Judge(100 + (3 * Second), Terms, out _));
    }

    [Fact]
    public void Fail_Locks_TwiceAsLongEachTimeUpToTheMostUntilTheyAreForgotten()
    {
        var state = default(LockoutState);
        var (now, lasted, steps) = (100L, new List<long>(), new List<LockoutStep>());
        for (var i = 0; i < 4; i++)
        {
            var notice = default(LockoutNotice);
            for (var failure = 0; failure < 5; failure++) notice = state.Fail(now, Terms);
            Assert.Equal(LockoutRefusal.Locked, state.Judge(now, Terms, out var wait));
            (lasted, steps) = ([.. lasted, wait], [.. steps, notice.Step]);
            Assert.Equal(default, state.Fail(now, Terms));
            now += wait;
            Assert.True(state.Roll(now, Terms));
            Assert.False(state.Roll(now, Terms));
        }

        Assert.Equal([10 * Second, 20 * Second, 30 * Second, 30 * Second], lasted);
        Assert.Equal([LockoutStep.Locked, LockoutStep.Extended, LockoutStep.Extended, LockoutStep.Extended], steps);
        state.Roll(now + Terms.MaxLockFor, Terms);
        Assert.True(state.IsBlank);
    }

    [Fact]
    public void Roll_WindowOver_ForgetsFailures()
    {
        var state = default(LockoutState);
        for (var i = 0; i < 4; i++) state.Fail(100 + i, Terms);
        state.Roll(100 + Terms.Window - 1, Terms);
        Assert.Equal(4, state.Failures);
        state.Roll(100 + Terms.Window, Terms);
        Assert.True(state.IsBlank);
    }

    [Fact]
    public void Judge_AttemptsInFlight_CountAsFailures()
    {
        var terms = Terms with { DelayAfter = 0 };
        var state = default(LockoutState);
        for (var i = 0; i < 3; i++) state.Start(100);
        state.Fail(100, terms);
        Assert.Equal(LockoutRefusal.None, state.Judge(100, terms, out _));
        state.Start(100);
        Assert.Equal(LockoutRefusal.InFlight, state.Judge(100, terms, out var wait));
        Assert.Equal(LockoutState.InFlightWait, wait);
        state.Release();
        Assert.Equal(LockoutRefusal.None, state.Judge(100, terms, out _));
    }

    [Fact]
    public void Roll_ShorterLockByANewConfiguration_HoldsAtOnce()
    {
        var state = default(LockoutState);
        for (var i = 0; i < 5; i++) state.Fail(100, Terms);
        state.Roll(100, Terms with { MaxLockFor = Second });
        state.Judge(100, Terms, out var wait);
        Assert.Equal(Second, wait);
    }

    [Fact]
    public void Terms_ManyDoublings_DoNotOverflow()
    {
        var terms = new LockoutTerms(1, 1000, 3_600_000, 3_600_000, 86_400_000, 86_400_000, 604_800_000);
        Assert.Equal(3_600_000, terms.Delay(999));
        Assert.Equal(604_800_000, terms.Lock(int.MaxValue));
    }
}
