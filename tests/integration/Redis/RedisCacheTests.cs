using System.Text;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>The cache of all replicas on a real redis-server, there and away.</summary>
public sealed class RedisCacheTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private RedisServer _redis = null!;
    private ServiceProvider _services = null!;

    private IDistributedCache Cache => _services.GetRequiredService<IDistributedCache>();

    private RedisStore Store => _services.GetRequiredService<RedisStore>();

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        var options = new RedisOptions { ConnectionString = _redis.Endpoint, DecisionBudget = TimeSpan.FromSeconds(1) };
        _services = new ServiceCollection().AddSingleton<IEventSink>(new RecordingEventSink()).AddRedis(options).AddCache(options).BuildServiceProvider();
        await Store.StartAsync(CancellationToken.None);
        await Eventually.Async(() => Store.IsConnected, Patience, "connected to Redis");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Value_BytesOfEveryKind_ComeBackUntilRemoved()
    {
        byte[] value = [.. Enumerable.Range(0, 1024).Select(static i => (byte)i)];
        Assert.Null(await Cache.GetAsync("key"));
        await Cache.SetAsync("key", value, new());
        Assert.Equal(value, await Cache.GetAsync("key"));
        await Cache.SetAsync("key", [], new());
        Assert.Empty((await Cache.GetAsync("key"))!);
        await Cache.RemoveAsync("key");
        Assert.Null(await Cache.GetAsync("key"));
        // The interface's other half.
        Cache.Set("key", value, new());
        Cache.Refresh("key");
        Assert.Equal(value, Cache.Get("key"));
        Cache.Remove("key");
        Assert.Null(Cache.Get("key"));
    }

    [Fact]
    public async Task Expiry_AbsoluteAndSliding_AreKeptByTheServer()
    {
        await SetAsync("absolute", new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMilliseconds(100) });
        await SetAsync("sliding", new() { SlidingExpiration = TimeSpan.FromMinutes(1) });
        await SetAsync("both", new() { SlidingExpiration = TimeSpan.FromMinutes(1), AbsoluteExpiration = TimeProvider.System.GetUtcNow().AddSeconds(30) });
        await SetAsync("neither", new());
        await SetAsync("past", new() { AbsoluteExpiration = TimeProvider.System.GetUtcNow().AddSeconds(-1) });
        Assert.Null(await Cache.GetAsync("past"));
        await Eventually.Async(async () => await Cache.GetAsync("absolute") is null, Patience, "it has expired");

        Assert.InRange(await LeftAsync("sliding"), 50_000, 60_000);
        Assert.InRange(await LeftAsync("both"), 10_000, 30_000);
        Assert.InRange(await LeftAsync("neither"), 3_500_000, 3_600_000);
        await _redis.CommandAsync("PEXPIRE", Name("sliding"), "5000");
        await _redis.CommandAsync("PEXPIRE", Name("both"), "5000");
        Assert.NotNull(await Cache.GetAsync("sliding"));
        await Cache.RefreshAsync("both");
        Assert.InRange(await LeftAsync("sliding"), 50_000, 60_000);
        // Sliding never goes beyond the absolute end.
        Assert.InRange(await LeftAsync("both"), 5_001, 30_000);
    }

    [Fact]
    public async Task Value_TooLargeOrNotOurs_IsAMissAndNothingIsLeft()
    {
        await SetAsync("key", new());
        await Cache.SetAsync("key", new byte[RedisDistributedCache.MaxValueBytes + 1], new());
        Assert.Null(await Cache.GetAsync("key"));
        await _redis.CommandAsync("SET", Name("key"), "somebody else's");
        Assert.Null(await Cache.GetAsync("key"));
        await _redis.CommandAsync("DEL", Name("key"));
        await _redis.CommandAsync("HSET", Name("key"), "field", "value");
        Assert.Null(await Cache.GetAsync("key"));
        await Cache.SetAsync("key", new byte[RedisDistributedCache.MaxValueBytes], new());
        Assert.Equal(RedisDistributedCache.MaxValueBytes, (await Cache.GetAsync("key"))!.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_PausedOrKilled_MissesWithinTheBudgetAndComesBack(bool isPaused)
    {
        await SetAsync("key", new());
        if (isPaused) await _redis.PauseAsync();
        else await _redis.KillAsync();

        // More than open the breaker; from then on nothing waits.
        for (var i = 0; i < 8; i++) Assert.Null(await Cache.GetAsync("key"));
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(await Cache.GetAsync("key"));
            await SetAsync("other", new());
            await Cache.RefreshAsync("key");
            await Cache.RemoveAsync("other");
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        if (isPaused) await _redis.ContinueAsync();
        else await _redis.RestartAsync();
        await Eventually.Async(
            async () =>
            {
                await SetAsync("back", new());
                return await Cache.GetAsync("back") is not null;
            },
            Patience,
            "values are kept again");
    }

    [Fact]
    public async Task WithoutRedis_KeepsValuesInTheProcess()
    {
        await using var services = new ServiceCollection().AddCache(null).BuildServiceProvider();
        var cache = services.GetRequiredService<IDistributedCache>();
        await cache.SetAsync("key", "value"u8.ToArray(), new());
        Assert.Equal("value", Encoding.UTF8.GetString((await cache.GetAsync("key"))!));
        Assert.IsNotType<RedisDistributedCache>(cache);
    }

    private Task SetAsync(string key, DistributedCacheEntryOptions options) => Cache.SetAsync(key, "value"u8.ToArray(), options);

    private async Task<long> LeftAsync(string key) =>
        long.Parse((await _redis.CommandAsync("PTTL", Name(key)))[1..], System.Globalization.CultureInfo.InvariantCulture);

    private static string Name(string key) => "gw:cache:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
