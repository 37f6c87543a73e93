using Gateway.Policies.RateLimit;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>A return as a run of <see cref="ReturnScript"/>.</summary>
internal static class ReturnMessage
{
    /// <param name="takes">What was taken, on one slot.</param>
    /// <param name="takenAt">The server's time of the take (µs).</param>
    /// <param name="waited">Time since before the take.</param>
    /// <param name="names">Names of buckets.</param>
    /// <param name="server">The server's time, as far as it is known.</param>
    public static ScriptCall Write(ReadOnlySpan<RateLimitTake> takes, long takenAt, TimeSpan waited, BucketNames names, DateTimeOffset server)
    {
        var (keys, length) = (new RedisKey[takes.Length], TakeScript.ArgumentsPerTake);
        var arguments = new RedisValue[(takes.Length * length) + 2];
        for (var i = 0; i < takes.Length; i++)
        {
            keys[i] = names.Of(takes[i].Partition);
            TakeArguments.Write(arguments.AsSpan(i * length, length), takes[i], debt: 0, server);
        }

        arguments[^2] = takenAt;
        arguments[^1] = (long)waited.TotalMicroseconds;
        return new ScriptCall(ReturnScript.Script, keys, arguments);
    }
}
