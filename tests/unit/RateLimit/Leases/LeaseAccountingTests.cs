using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Simulation;
using Gateway.Simulation.Store;

namespace Gateway.UnitTests.RateLimit.Leases;

/// <summary>
/// What the store may believe of leases, in the cases that chance seldom finds. The store is the model that the scripts are compared with on
/// a real Redis. The bucket holds 1,000 and refills 10 a second, so that a mistake is not healed by time.
/// </summary>
public sealed class LeaseAccountingTests
{
    private const long Second = 1_000_000, Start = 1_700_000_000 * Second;
    private readonly ModelStore _store = new();
    private readonly BucketRule _rule = new Scenario { Permits = 10 }.Rule("slow");

    [Fact]
    public void Lease_SpentJustBeforeItsEnd_DoesNotRefillTwice()
    {
        Assert.Equal(50, Draw("a", 0, want: 50).Granted);
        // Spent after 2.9 s: the true bucket then has 950, and 961 when the lease has ended.
        Assert.Equal(950, Left(3.9));
        Assert.Equal(950, Left(4));
        Assert.Equal(961, Left(5.1));
    }

    [Fact]
    public void Lease_Unspent_KeepsTheBucketFromRefillingOverTheRest()
    {
        Draw("a", 0, want: 50);
        Assert.Equal(950, Left(3.999));
    }

    [Fact]
    public void Return_AfterTheLeaseEnded_RefillsNothing()
    {
        Draw("a", 0, want: 50);
        Take(500, 4.5);
        var left = Left(4.5);
        Draw("a", 4.5, back: 50, basis: 1);
        Assert.Equal(left, Left(4.5));
    }

    [Fact]
    public void Return_OfALeaseThatAnotherDrawReplaced_RefillsNothing()
    {
        Draw("a", 0, want: 50);
        // Its answer was lost; the replica does not know that the record is this draw's.
        Draw("a", 0.1, kept: 40, want: 5);
        Take(500, 0.2);
        var left = Left(0.2);
        Draw("a", 0.2, back: 40, basis: 1);
        Assert.Equal(left, Left(0.2));
    }

    [Fact]
    public void Return_InTime_Refills()
    {
        Draw("a", 0, want: 50);
        Take(500, 0.1);
        var left = Left(0.1);
        Draw("a", 0.1, back: 50, basis: 1);
        Assert.Equal(left + 50, Left(0.1));
    }

    [Fact]
    public void Draw_Overtaken_IsNotBelieved()
    {
        var late = ++_sequence;
        Draw("a", 0, want: 50);
        var stale = _store.Draw(_rule, 7, "a", new DrawTerms(late) { Kept = 0, Want = 10, Limit = 50 }, Start);
        Assert.True(stale.IsStale);
        Assert.Equal(50, _store.Find(7)!.Outstanding);
    }

    [Fact]
    public void Shares_OfReplicasThatWantLeases_BecomeEqualAndNeverExceedTheLimit()
    {
        var held = new Dictionary<string, int>();
        for (var round = 0; round < 8; round++)
        {
            foreach (var replica in new[] { "a", "b", "c", "d" })
            {
                var kept = held.GetValueOrDefault(replica) / 4;
                held[replica] = kept + Draw(replica, round * 0.1, kept: kept, want: 50).Granted;
                Assert.True(_store.Find(7)!.Outstanding <= 50);
            }
        }

        Assert.All(held.Values, n => Assert.InRange(n, 12, 13));
    }

    [Fact]
    public void Lease_BucketNearEmpty_IsHalfOfTheRestAtMost()
    {
        Take(990, 0);
        Assert.Equal(5, Draw("a", 0, want: 50).Granted);
        Assert.Equal(2, Draw("b", 0, want: 50).Granted);
        Take(2, 0);
        Assert.Equal(0, Draw("c", 0, want: 50).Granted);
    }

    [Fact]
    public void Draw_MoreWaitThanTheBucketHas_AdmitsWhomItCanAndLeasesNothing()
    {
        Take(990, 0);
        var reply = _store.Draw(_rule, 7, "a", new DrawTerms(++_sequence) { Cost = 3, Count = 5, Want = 50, Limit = 50 }, Start);
        Assert.Equal((3, 0), (reply.Admitted, reply.Granted));
        Assert.Equal(1, Left(0));
    }

    [Fact]
    public void Turn_Over_CountsInTheBucketForAnotherSecond_ButLeavesTheLimitToOthers()
    {
        Take(950, 0);
        Assert.Equal(25, Turn("a", 0, 25).Granted);
        Assert.Equal(15, Turn("b", 0.01, 15).Granted);
        // 40 of the 50 that all may hold are taken, until those are spent or given up.
        Assert.Equal(10, Turn("c", 0.02, 25).Granted);
        Take(Left(0.02), 0.02);
        Assert.Equal(0, Left(0.03));
        Assert.Equal(50, _store.Find(7)!.Outstanding);
        Turn("d", 1.5, 25);
        Assert.Equal(_store.Find(7)!.Leases.Sum(l => l.Permits), _store.Find(7)!.Outstanding);
        Assert.Equal(["d"], _store.Find(7)!.Leases.Select(l => l.Replica));
    }

    [Fact]
    public void Turn_WhatIsLeftOfIt_ComesBackWithinThatSecondOnly()
    {
        Take(950, 0);
        Turn("a", 0, 20);
        Turn("b", 0, 20);
        var left = Left(0.9);
        Draw("a", 0.9, back: 7, basis: 1);
        Assert.Equal(left + 7, Left(0.9));
        left = Left(1.5);
        Draw("b", 1.5, back: 7, basis: 2);
        Assert.Equal(left, Left(1.5));
    }

    [Fact]
    public void Turns_AreGivenOutOneAfterTheOther()
    {
        Take(950, 0);
        var turns = new[] { "a", "b", "c", "d" }.Select(r => Turn(r, 0, 10).NextTurn).ToArray();
        Assert.Equal([30_000, 53_500, 77_000, 100_500], turns);
        // The first has its next turn behind the last.
        Assert.Equal(94_000, Turn("a", 0.03, 10).NextTurn);
    }

    private DrawReply Turn(string replica, double seconds, int want) =>
        _store.Draw(_rule, 7, replica, new DrawTerms(++_sequence) { Want = want, Limit = 50, Batch = 50, Turn = 23_500, Live = 30_000, Most = 500 }, At(seconds));

    private long _sequence;

    private DrawReply Draw(string replica, double seconds, int want = 0, int kept = 0, int back = 0, long basis = 0) =>
        _store.Draw(_rule, 7, replica, new DrawTerms(++_sequence) { Want = want, Kept = kept, Back = back, Base = basis, Limit = 50 }, At(seconds));

    private void Take(long cost, double seconds) => Assert.True(_store.Check([new RateLimitTake(_rule, 7, (int)cost)], [0], At(seconds)).IsAdmitted);

    private long Left(double seconds) => _store.Open(_rule, 7, At(seconds)).Left(At(seconds));

    private static long At(double seconds) => Start + (long)(seconds * Second);
}
