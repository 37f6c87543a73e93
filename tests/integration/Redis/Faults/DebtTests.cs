using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;

namespace Gateway.IntegrationTests.Redis.Faults;

/// <summary>What "Local" grants during an outage is charged when the store is back: it is not granted a second time.</summary>
public sealed class DebtTests : IAsyncLifetime
{
    private const int Limit = 40, Before = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Theory]
    [InlineData(1, Limit - Before - (Limit / 2))]
    [InlineData(2, 1)]
    public async Task Local_GrantedInAnOutage_IsMissingAfterIt(int replicas, int left)
    {
        var gateways = new Replica[replicas];
        // Each exact: a lease that was out would be spent, too.
        for (var i = 0; i < replicas; i++)
            gateways[i] = await Replica.StartAsync(new() { ConnectionString = _redis.Endpoint, DecisionBudget = TimeSpan.FromMilliseconds(500), Replicas = 2, LeasePercent = 0 });
        Assert.Equal(Before, await TakeAsync(gateways[0], Before));

        // Keeps what it knows, and takes nothing.
        await _redis.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        foreach (var gateway in gateways) Assert.Equal(Limit / 2, await TakeAsync(gateway, 2 * Limit));

        await _redis.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        foreach (var gateway in gateways)
            await Eventually.Async(() => gateway.Store.State is BreakerState.Closed, Patience, "the store is asked again");
        // Each tells what it granted with its first call: what one of two may find is what the other has not told yet.
        var after = 0;
        foreach (var gateway in gateways) after += await TakeAsync(gateway, 1);
        foreach (var gateway in gateways) after += await TakeAsync(gateway, 2 * Limit);
        Assert.Equal(left, after);
        foreach (var gateway in gateways) await gateway.DisposeAsync();
    }

    private static async Task<int> TakeAsync(Replica gateway, int count)
    {
        var (admitted, rule) = (0, gateway.Rule(Limit, TimeSpan.FromHours(24)));
        for (var i = 0; i < count; i++) admitted += (await gateway.TakeAsync(rule)).IsAdmitted ? 1 : 0;
        return admitted;
    }
}
