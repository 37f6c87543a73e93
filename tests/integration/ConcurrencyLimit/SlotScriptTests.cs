using Gateway.IntegrationTests.Support;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Gateway.Policies.Redis.Slots;
using StackExchange.Redis;

namespace Gateway.IntegrationTests.ConcurrencyLimit;

/// <summary>The script on a real Redis says what the model of the simulations says.</summary>
public sealed class SlotScriptTests
{
    private const long Kept = 3_600_000;

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 10, 3_600_000)]
    [InlineData(3, 100, 0)]
    [InlineData(4, 400, 0)]
    [InlineData(5, 1000, 3_600_000)]
    public async Task Script_RandomCalls_SaysWhatTheModelSays(int seed, int permits, long contendedFor)
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await ConnectAsync(server);
        var database = connection.Multiplexer.GetDatabase();
        var model = new ModelSlotStore(Kept, contendedFor) { Now = 1_000_000_000 };
        var random = new Random(seed);
        var held = new int[5];
        var (answered, gone, old) = (0, 0, 0);
        for (var i = 1; i <= 2000; i++)
        {
            var holder = random.Next(held.Length);
            var life = $"{holder}.1";
            if (random.Next(100) == 0)
            {
                model.Kill(life);
                await database.SortedSetRemoveAsync("lives", life);
            }

            var used = random.Next(8) == 0 ? random.Next(permits + 1) : random.Next(held[holder] + 1);
            var call = new SlotCall(1, permits, 1, used, random.Next(4) == 0 ? 0 : random.Next(1 + (permits / 3)), random.Next(SlotLease.SpareLimit(permits) + 1));
            var sequence = random.Next(20) == 0 ? i - random.Next(i) : i;
            var isFirst = random.Next(3) == 0;
            var expected = model.Call(life, sequence, isFirst, call);
            var actual = await SlotScript.RunAsync(
                database, ["slots", "lives"],
                [life, sequence, call.Permits, call.Used, call.Need, call.Wish, SlotLease.SpareLimit(permits), Kept, contendedFor, isFirst ? 1 : 0]);
            Assert.Equal(expected, actual);
            held[holder] = actual.Kind is SlotReplyKind.Answered ? actual.Count : 0;
            answered += actual.Kind is SlotReplyKind.Answered ? 1 : 0;
            gone += actual.Kind is SlotReplyKind.Gone ? 1 : 0;
            old += actual.Kind is SlotReplyKind.Failed ? 1 : 0;
        }

        Assert.True(answered > 1000 && gone > 10 && old > 10, $"{answered} answered, {gone} gone, {old} old");
        Assert.InRange(await database.KeyTimeToLiveAsync("slots") ?? default, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
    }

    private static async Task<Connection> ConnectAsync(RedisServer server) => new(await ConnectionMultiplexer.ConnectAsync(server.Endpoint));

    private sealed record Connection(ConnectionMultiplexer Multiplexer) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            Multiplexer.Dispose();
            return default;
        }
    }
}
