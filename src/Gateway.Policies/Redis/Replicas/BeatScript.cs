using StackExchange.Redis;

namespace Gateway.Policies.Redis.Replicas;

/// <summary>Says that a replica lives, and counts those that do, by the server's clock alone.</summary>
internal static class BeatScript
{
    // A sorted set of names by the time of the last beat in milliseconds. A time ahead of now was written before the server's clock was
    // set back: it counts as now, so that such a replica dies later, never earlier. A name that was removed does not come back: what it
    // held has been given to others.
    private static readonly RedisScript Script = new("""
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local counted, kept = tonumber(ARGV[2]), tonumber(ARGV[3])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - kept))
        for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now), '+inf')) do
          redis.call('ZADD', KEYS[1], string.format('%.0f', now), name)
        end
        local known = 0
        if ARGV[4] == '1' or redis.call('ZSCORE', KEYS[1], ARGV[1]) then
          known = 1
          redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
        end
        return {known, redis.call('ZCOUNT', KEYS[1], string.format('(%.0f', now - counted), '+inf')}
        """);

    /// <summary>The set of all replicas with a prefix. The tag keeps it where the limits are, whose scripts look into it.</summary>
    public static RedisKey Key(RedisOptions options) => $"{options.Prefix}{{{options.Prefix}limits}}:replicas";

    /// <summary>Whether Redis knows the life, and how many replicas are alive.</summary>
    public static async Task<(bool IsKnown, int Alive)> RunAsync(IDatabase database, RedisKey key, ReplicaLife life, ReplicaTimings timings)
    {
        var reply = await Script.RunAsync(
            database, [key],
            [life.Name, (long)timings.Counted.TotalMilliseconds, (long)timings.Kept.TotalMilliseconds, life.IsKnown ? 0 : 1]).ConfigureAwait(false);
        return reply is [var known, >= 0 and <= 1_000_000 and var alive]
            ? (known == 1, (int)alive)
            : throw new InvalidDataException("The reply is none of the script's.");
    }
}
