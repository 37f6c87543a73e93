using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis.Replicas;

namespace Gateway.UnitTests.Redis.Replicas;

public sealed class ReplicaCountTests
{
    private static readonly TimeSpan Confirm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly FakeClock _clock = new();

    [Fact]
    public void Alive_BeforeAnything_IsTheFloorAndNeverLess()
    {
        var count = new ReplicaCount(3, Confirm, _clock);
        Assert.Equal(3, count.Alive);
        Tell(count, 1, times: 20);
        Assert.Equal(3, count.Alive);
    }

    [Fact]
    public void Told_More_IsBelievedAtOnce()
    {
        var count = new ReplicaCount(1, Confirm, _clock);
        count.Told(4);
        Assert.Equal(4, count.Alive);
    }

    [Fact]
    public void Told_Fewer_IsBelievedOnceConfirmedAndThenTheMostOfThem()
    {
        var count = new ReplicaCount(1, Confirm, _clock);
        count.Told(8);
        Tell(count, 2, times: 2);
        Tell(count, 5, times: 1);
        Tell(count, 2, times: 2);
        Assert.Equal(8, count.Alive);
        Tell(count, 2, times: 1);
        Assert.Equal(5, count.Alive);
    }

    [Fact]
    public void Told_FewerAfterTheStoreLostItsMemory_IsForgottenWhenTheOthersBeat()
    {
        var count = new ReplicaCount(1, Confirm, _clock);
        count.Told(8);
        Tell(count, 1, times: 3);
        Tell(count, 8, times: 1);
        // The wait begins anew.
        Tell(count, 1, times: 5);
        Assert.Equal(8, count.Alive);
    }

    private void Tell(ReplicaCount count, int alive, int times)
    {
        for (var i = 0; i < times; i++)
        {
            count.Told(alive);
            _clock.Advance(Beat);
        }
    }
}
