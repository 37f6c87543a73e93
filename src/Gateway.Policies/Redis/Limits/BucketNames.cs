using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Policies.RateLimit;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>How buckets are called in Redis: the same way by all replicas.</summary>
internal sealed class BucketNames
{
    private readonly string _prefix;

    public BucketNames(RedisOptions options)
    {
        _prefix = $"{options.Prefix}{{{options.Prefix}limits:";
        var secret = Encoding.UTF8.GetBytes(options.PartitionSecret ?? "");
        var hash = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"gateway rate limit partitions 1\n{options.Prefix}")));
        HashKey = BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>What partitions are hashed with.</summary>
    public UInt128 HashKey { get; }

    /// <summary>
    /// The tag in braces puts the buckets of one client on one slot of a cluster: a script sees those that a request takes of together.
    /// </summary>
    public RedisKey Of(UInt128 partition) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{PartitionPlace.Of(partition):x4}}}:{partition:x32}");
}
