using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Simulation;
using Gateway.Simulation.Store;

namespace Gateway.UnitTests.RateLimit.Leases;

/// <summary>
/// What the store may believe of leases of windows, in the cases that chance seldom finds. A limit of 1,000 in ten seconds; leases hold 50.
/// </summary>
public sealed class WindowLeaseAccountingTests
{
    private const long Second = 1_000_000, Start = 1_700_000_000 * Second;
    private readonly ModelStore _store = new();
    private BucketRule _rule = Rule(RateLimitAlgorithm.FixedWindow);
    private long _sequence;

    [Fact]
    public void Return_InTheSameWindow_IsTakenOff()
    {
        Assert.Equal(50, Draw("a", 0, want: 50).Granted);
        Draw("a", 3.9, back: 50, basis: 1);
        Assert.Equal((0, 0), (Used(3.9), Window(3.9).Lost));
    }

    [Fact]
    public void Return_InTheNextWindow_ChangesNothing()
    {
        Draw("a", 9.5, want: 50);
        Draw("b", 10, count: 100);
        Draw("a", 10, back: 50, basis: 1);
        Assert.Equal(100, Used(10));
    }

    [Fact]
    public void Return_OfAnEarlierSegment_IsTakenOffThere()
    {
        _rule = Rule(RateLimitAlgorithm.SlidingWindow);
        Draw("a", 0.9, want: 50);
        Draw("b", 1.1, count: 100);
        Draw("a", 1.2, back: 30, basis: 1);
        Assert.Equal(120, Used(1.2));
        // The first segment goes with the 20 that were spent in it, the second with its hundred.
        Assert.Equal((120, 100), (Used(10.9), Used(11)));
        Assert.Equal((100, 0), (Used(11.9), Used(12)));
    }

    [Fact]
    public void Kept_OfAnEarlierSegment_IsNotRenewed()
    {
        _rule = Rule(RateLimitAlgorithm.SlidingWindow);
        Draw("a", 0.9, want: 50);
        var reply = Draw("a", 1.1, kept: 40, want: 50);
        // 40 that may have been spent or not are lost; ten are left to lease.
        Assert.Equal((10, 40), (reply.Granted, Window(1.1).Lost));
        Assert.NotEqual(0, reply.Window.Id);
    }

    [Fact]
    public void Return_OfALeaseThatAnotherDrawReplaced_ChangesNothing()
    {
        Draw("a", 0, want: 50);
        Draw("a", 0.1, kept: 40, want: 5);
        Draw("a", 0.2, back: 40, basis: 1);
        Assert.Equal(55, Used(0.2));
    }

    [Fact]
    public void Draw_Overtaken_IsNotBelieved()
    {
        var late = ++_sequence;
        Draw("a", 0, want: 50);
        Assert.True(_store.Draw(_rule, 7, "a", new DrawTerms(late) { Want = 10, Limit = 50 }, At(0)).IsStale);
        Assert.Equal((50, 50), (Used(0), Window(0).Outstanding));
    }

    [Fact]
    public void DeadReplicas_StayCounted_AndLeaveLessToLease()
    {
        Assert.Equal(20, Draw("a", 0, want: 20).Granted);
        Assert.Equal(20, Draw("b", 4.1, want: 20).Granted);
        Assert.Equal(10, Draw("c", 8.2, want: 20).Granted);
        Assert.Equal((50, 40, 10), (Used(8.2), Window(8.2).Lost, Window(8.2).Outstanding));
        // In the next window there is nothing of it.
        Assert.Equal(25, Draw("d", 10, want: 50).Granted);
        Assert.Equal(0, Window(10).Lost);
    }

    [Fact]
    public void NextWindow_TheFirstToAsk_SharesWithThoseOfTheLast()
    {
        foreach (var replica in new[] { "a", "b", "c", "d", "e" }) Draw(replica, 9.9, want: 10);
        Assert.Equal(10, Draw("a", 10, want: 50).Granted);
    }

    [Fact]
    public void Lease_NearTheLimit_IsHalfOfTheRestAtMost_AndNoneWhenFull()
    {
        Draw("b", 0, count: 990);
        Assert.Equal(5, Draw("a", 0, want: 50).Granted);
        var reply = Draw("c", 0.5, count: 9, want: 50);
        Assert.Equal((5, 0, 9.5), (reply.Admitted, reply.Granted, TimeSpan.FromTicks(reply.Window.OpensIn).TotalSeconds));
    }

    private static BucketRule Rule(RateLimitAlgorithm algorithm) =>
        new Scenario { Algorithm = algorithm, Window = TimeSpan.FromSeconds(10) }.Rule("window");

    private static long At(double seconds) => Start + (long)(seconds * Second);

    private ModelWindow Window(double seconds) => _store.Window(_rule, 7, At(seconds));

    private long Used(double seconds) => Window(seconds).Used;

    private DrawReply Draw(string replica, double seconds, int want = 0, int kept = 0, int back = 0, long basis = 0, int count = 0) => _store.Draw(
        _rule, 7, replica, new DrawTerms(++_sequence) { Cost = 1, Count = count, Want = want, Kept = kept, Back = back, Base = basis, Limit = 50 }, At(seconds));
}
