using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.RateLimit;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Counts for all replicas together: one script, one trip, all rules of a request or none. Time is the server's; a replica's clock does
/// not matter. When Redis does not decide within the budget, <see cref="StoreFallback"/> does.
/// </summary>
internal sealed class RedisRateLimitStore : IRateLimitStore
{
    private readonly RedisStore _store;
    private readonly StoreFallback _fallback;
    private readonly string _keyPrefix;

    public RedisRateLimitStore(RedisStore store, LocalRateLimitStore local, RateLimitMetrics metrics, IReplicaCount replicas)
    {
        _store = store;
        var options = store.Options;
        _fallback = new StoreFallback(local, metrics, replicas, options.Breaker.OpenFor);
        // The tag in braces puts all buckets of a prefix on one slot of a cluster: the script has to see every bucket of a request.
        _keyPrefix = $"{options.Prefix}{{{options.Prefix}limits}}:";
        PartitionHashKey = HashKey(options);
    }

    public UInt128 PartitionHashKey { get; }

    public bool IsShared => true;

    public ValueTask<RateLimitVerdict> TryTakeAsync(ReadOnlySpan<RateLimitTake> takes)
    {
        RateLimitTake.Check(takes);
        if (_store.State is not BreakerState.Closed) return new(Decline(takes));
        var asked = takes.ToArray();
        var call = _store.AskAsync(static (database, call) => EvaluateAsync(database, call), new ScriptCall(_keyPrefix, asked));
        return ConcludeAsync(call, asked);
    }

    // Counted here, because the store is not asked at all.
    private RateLimitVerdict Decline(ReadOnlySpan<RateLimitTake> takes)
    {
        _store.NotAsked();
        return _fallback.Decide(takes);
    }

    private async ValueTask<RateLimitVerdict> ConcludeAsync(ValueTask<StoreReply<RateLimitVerdict>> call, RateLimitTake[] takes)
    {
        var reply = await call.ConfigureAwait(false);
        return reply.IsAnswer ? reply.Value : _fallback.Decide(takes);
    }

    private static async Task<RateLimitVerdict> EvaluateAsync(IDatabase database, ScriptCall call)
    {
        RedisResult result;
        try
        {
            result = await database.ScriptEvaluateAsync(GcraScript.Digest, call.Keys, call.Arguments).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server restarted or its cache was flushed. EVAL runs the script and keeps it; within the same budget.
            result = await database.ExecuteAsync("EVAL", call.EvalArguments()).ConfigureAwait(false);
        }

        return call.Read((long[]?)result);
    }

    // The same on all replicas, so that they name the same bucket the same way.
    private static UInt128 HashKey(RedisOptions options)
    {
        var secret = Encoding.UTF8.GetBytes(options.PartitionSecret ?? "");
        var hash = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"gateway rate limit partitions 1\n{options.Prefix}")));
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
