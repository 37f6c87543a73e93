using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Replicas;

namespace Gateway.IntegrationTests.Redis.Replicas;

/// <summary>Replicas that learn of each other through a real Redis, on its clock.</summary>
public sealed class ReplicaHeartbeatTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task Replicas_ComeLeaveAndDie_TheOthersLearnIt()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var third = await StartAsync();
        await CountAsync(3, first, second, third);

        await third.StopAsync();
        // It says good-bye: Redis forgets it at once.
        Assert.Equal(":2", await MembersAsync());
        await CountAsync(2, first, second);

        // As killed: no good-bye, no more beats.
        await second.DisposeAsync();
        await CountAsync(1, first);
        await Eventually.Async(async () => await MembersAsync() == ":1", Patience, "the script has removed the dead one");
    }

    [Fact]
    public async Task Floor_MoreThanAreAlive_IsTheCount()
    {
        await using var replica = await StartAsync(floor: 5);
        await BeatenAsync(replica);
        Assert.Equal(5, replica.Get<IReplicaCount>().Alive);
    }

    [Fact]
    public async Task Redis_Away_TheLastCountStaysAndRecovers()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await CountAsync(2, first, second);

        await _redis.KillAsync();
        await Eventually.Async(async () => !await first.Get<ReplicaHeartbeat>().BeatAsync() && !first.Get<ReplicaLease>().IsValid, Patience, "the lease has ended");
        Assert.Equal(2, first.Get<IReplicaCount>().Alive);

        // Empty: both are new to it, and neither believes to be alone.
        await _redis.RestartAsync();
        await Eventually.Async(() => first.Get<ReplicaLease>().IsValid && second.Get<ReplicaLease>().IsValid, Patience, "both beat again");
        Assert.Equal((2, 2), (first.Get<IReplicaCount>().Alive, second.Get<IReplicaCount>().Alive));
        Assert.True(first.Get<ReplicaLease>().Life.Number > 1 && second.Get<ReplicaLease>().Life.Number > 1);
    }

    [Fact]
    public async Task Redis_Flushed_EachBeginsANewLife()
    {
        await using var replica = await StartAsync();
        await BeatenAsync(replica);
        var before = replica.Get<ReplicaLease>().Life;
        await _redis.CommandAsync("FLUSHALL");
        await Eventually.Async(() => replica.Get<ReplicaLease>() is { IsValid: true, Life: var life } && life != before, Patience, "a new life");
    }

    [Fact]
    public async Task Member_WithATimeAheadOfTheServers_DiesLikeAnyOther()
    {
        await using var replica = await StartAsync();
        await BeatenAsync(replica);
        await _redis.CommandAsync("ZADD", "gw:{gw:limits}:replicas", "99999999999999", "written-before-the-clock-was-set-back");
        await CountAsync(2, replica);
        await CountAsync(1, replica);
    }

    [Fact]
    public async Task Permission_Missing_StopsNoDecision()
    {
        await using var replica = await StartAsync();
        await BeatenAsync(replica);
        await _redis.CommandAsync("ACL", "SETUSER", "default", "-zadd");
        for (var i = 0; i < 10; i++) Assert.False(await replica.Get<ReplicaHeartbeat>().BeatAsync());
        Assert.Equal(BreakerState.Closed, replica.Store.State);
        Assert.True((await replica.TakeAsync(replica.Rule(10, TimeSpan.FromHours(1), StoreFailureMode.Deny))).IsAdmitted);
    }

    private static Task BeatenAsync(Replica replica) => Eventually.Async(() => replica.Get<ReplicaLease>().IsValid, Patience, "a beat was answered");

    private static async Task CountAsync(int alive, params Replica[] replicas)
    {
        foreach (var replica in replicas) await Eventually.Async(() => replica.Get<IReplicaCount>().Alive == alive, Patience, $"{alive} replicas are alive");
    }

    private Task<string> MembersAsync() => _redis.CommandAsync("ZCARD", "gw:{gw:limits}:replicas");

    private Task<Replica> StartAsync(int floor = 1)
    {
        var options = Replica.Options(_redis.Endpoint);
        options.Replicas = floor;
        return Replica.StartAsync(options, timings: Replica.Quick);
    }
}
