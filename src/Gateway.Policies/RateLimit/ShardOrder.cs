namespace Gateway.Policies.RateLimit;

/// <summary>
/// The shards whose locks a request takes: ascending and each once, so that two requests never wait for each other in a circle.
/// </summary>
internal static class ShardOrder
{
    /// <summary>Adds a shard to the first <paramref name="count"/> of <paramref name="shards"/>; returns how many there are then.</summary>
    public static int Add(Span<int> shards, int count, int shard)
    {
        var at = shards[..count].BinarySearch(shard);
        if (at >= 0) return count;
        at = ~at;
        shards[at..count].CopyTo(shards[(at + 1)..]);
        shards[at] = shard;
        return count + 1;
    }
}
