using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis.Replicas;

namespace Gateway.UnitTests.Redis.Replicas;

public sealed class ReplicaLeaseTests
{
    private readonly FakeClock _clock = new();
    private readonly ReplicaLease _lease;

    public ReplicaLeaseTests() => _lease = new ReplicaLease(_clock, new ReplicaTimings());

    [Fact]
    public void Valid_FromTheSendingOfAnAnsweredCallOn_ForTheLease()
    {
        Assert.False(_lease.IsValid);
        var sentAt = _clock.GetTimestamp();
        // However long the answer took, the time counts from before the call.
        _clock.Advance(TimeSpan.FromSeconds(3));
        _lease.Answered(_lease.Life, sentAt);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(_lease.IsValid);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(_lease.IsValid);
    }

    [Fact]
    public void Answered_OutOfOrder_KeepsTheLaterEnd()
    {
        var first = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(5));
        _lease.Answered(_lease.Life, _clock.GetTimestamp());
        _lease.Answered(_lease.Life, first);
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.True(_lease.IsValid);
    }

    [Fact]
    public void Lost_BeginsANewLifeOnceAndOldAnswersMeanNothing()
    {
        var old = _lease.Life;
        _lease.Answered(old, _clock.GetTimestamp());
        List<ReplicaLife> begun = [];
        _lease.Ended = begun.Add;
        _lease.Lost(old);
        _lease.Lost(old);
        Assert.Equal([_lease.Life], begun);
        Assert.Equal((2, false), (_lease.Life.Number, _lease.Life.IsKnown));
        Assert.NotEqual(old.Name, _lease.Life.Name);
        _lease.Answered(old, _clock.GetTimestamp());
        Assert.False(_lease.IsValid);
        _lease.Answered(_lease.Life, _clock.GetTimestamp());
        Assert.True(_lease is { IsValid: true, Life.IsKnown: true });
    }

    [Fact]
    public void Lease_IsShorterThanWhatRedisKeeps()
    {
        var timings = new ReplicaTimings();
        Assert.True(timings.Kept - timings.Lease >= TimeSpan.FromSeconds(2));
        Assert.True(timings.Lease > 3 * timings.Beat + timings.Budget);
    }
}
