using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Caching;

/// <summary>
/// A cache that all replicas share. Within the budget of a decision, whatever the server does: a failure is a miss, or a value that was not kept,
/// and never an exception. Who keeps an identity here seals it (<see cref="CacheSeal"/>): Redis is trusted for counts only.
/// </summary>
internal sealed class RedisDistributedCache(RedisStore store, CacheMetrics metrics, TimeProvider time) : IDistributedCache
{
    /// <summary>The largest value that is kept.</summary>
    public const int MaxValueBytes = 256 * 1024;

    // Nothing stays for ever because somebody forgot to say for how long.
    private static readonly TimeSpan DefaultTime = TimeSpan.FromHours(1);

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var reply = await AskAsync(CacheScript.Get, key).ConfigureAwait(false);
        metrics.Count("get", !reply.IsAnswer ? "failed" : reply.Value is null ? "miss" : "hit");
        return reply.Value;
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var absolute = options.AbsoluteExpirationRelativeToNow ?? options.AbsoluteExpiration - time.GetUtcNow();
        if (absolute is null && options.SlidingExpiration is null) absolute = DefaultTime;
        if (value.Length > MaxValueBytes || absolute <= TimeSpan.Zero)
        {
            metrics.Count("set", value.Length > MaxValueBytes ? "too-large" : "expired");
            // What was there before is not what the caller wants to be found.
            await AskAsync("redis.call('DEL', KEYS[1])", key).ConfigureAwait(false);
            return;
        }

        var reply = await AskAsync(CacheScript.Set, key, value, Milliseconds(options.SlidingExpiration), Milliseconds(absolute)).ConfigureAwait(false);
        metrics.Count("set", reply.IsAnswer ? "stored" : "failed");
    }

    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        var reply = await AskAsync(CacheScript.Get, key).ConfigureAwait(false);
        metrics.Count("refresh", !reply.IsAnswer ? "failed" : reply.Value is null ? "miss" : "hit");
    }

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        var reply = await AskAsync("redis.call('DEL', KEYS[1])", key).ConfigureAwait(false);
        metrics.Count("remove", reply.IsAnswer ? "removed" : "failed");
    }

    // The interface wants these, too. They block a thread for the budget at most; nothing of the gateway calls them.
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    private async ValueTask<StoreReply<byte[]>> AskAsync(string script, string key, params RedisValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(key);
        // Hashed, so that a name of any length and content is one of ours.
        var name = $"{store.Options.Prefix}cache:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
        return await store.AskAsync(
            name,
            static async (database, call) => (byte[])await database.ExecuteAsync("EVAL", call, CommandFlags.DemandMaster).ConfigureAwait(false),
            (object[])[script, 1, (RedisKey)name, .. arguments.Select(static a => (object)a)]).ConfigureAwait(false);
    }

    private static string Milliseconds(TimeSpan? time) => Math.Max(0, (long)Math.Ceiling(time?.TotalMilliseconds ?? 0)).ToString(CultureInfo.InvariantCulture);
}
