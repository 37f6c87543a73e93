namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Exact checks of several buckets in one atomic step, all or none. KEYS are the buckets; each has its rule's arguments and its cost. The
/// reply is 1 or 0 (admitted) and, for each take, its bucket's time relative to now before the take (µs, parts).
/// </summary>
internal static class TakeScript
{
    /// <summary>How many arguments each take has.</summary>
    public const int ArgumentsPerTake = BucketScript.RuleArguments + 1;

    public static BucketScript Script { get; } = new("""
        local buckets, reply, admitted = {}, {1}, true
        for i, key in ipairs(KEYS) do
          local at = (i - 1) * 7
          local bucket = buckets[key]
          if not bucket then
            bucket = open(key, at)
            bucket.before = {bucket[1], bucket[2]}
            bucket.changed = tonumber(ARGV[at + 6]) > 0
            buckets[key] = bucket
          end
          reply[2 * i], reply[2 * i + 1] = bucket[1] - now, bucket[2]
          local cost = tonumber(ARGV[at + 7])
          local us, part = after(bucket, cost)
          if exceeds(bucket, us, part) then
            admitted = false
          elseif cost > 0 then
            bucket[1], bucket[2], bucket.taken = us, part, true
          end
        end

        if not admitted then reply[1] = 0 end
        for _, key in ipairs(KEYS) do
          local bucket = buckets[key]
          if not admitted then bucket[1], bucket[2], bucket.taken = bucket.before[1], bucket.before[2], false end
          if bucket.taken or bucket.changed then save(key, bucket) end
          bucket.taken, bucket.changed = false, false
        end
        return reply
        """);
}
