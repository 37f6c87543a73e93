namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Exact checks of several buckets and windows in one atomic step, all or none. KEYS are the buckets; each has its rule's arguments and
/// those of its take. The reply is 1 or 0 (admitted) and, for each take, two numbers: of a bucket its time relative to now before the take
/// (µs, parts), of a window how long until all permits are back, or until it would give (µs), and the permits used before the take.
/// </summary>
internal static class TakeScript
{
    /// <summary>How many arguments each take has.</summary>
    public const int ArgumentsPerTake = BucketScript.RuleArguments + WindowScript.TakeArguments;

    public static BucketScript Script { get; } = new(Body + "return reply");

    /// <summary>The same with the server's time (µs) behind the reply, for takes that may have to be given back.</summary>
    public static BucketScript Timed { get; } = new(Body + "reply[#reply + 1] = now\nreturn reply");

    private const string Body = WindowScript.Functions + """
        local buckets, reply, admitted = {}, {1}, true
        for i, key in ipairs(KEYS) do
          local at = (i - 1) * 14
          local cost, kind = tonumber(ARGV[at + 9]), tonumber(ARGV[at + 11])
          local bucket = buckets[key]
          if not bucket and kind > 0 then
            bucket = window(key, at)
            if not bucket then return {-1, tonumber(time[1]), tonumber(time[2])} end
            bucket.before = {bucket.used, bucket.own}
          elseif not bucket then
            bucket = open(key, at)
            bucket.before = {bucket[1], bucket[2]}
            bucket.changed = tonumber(ARGV[at + 6]) > 0
          end
          buckets[key] = bucket
          if kind > 0 then
            local fits = bucket.used + cost <= bucket.limit
            reply[2 * i], reply[2 * i + 1] = bucket.ends - now, bucket.used
            if not fits then reply[2 * i] = opens(bucket, cost) end
            if fits and cost > 0 then
              add(bucket, cost)
              bucket.taken = true
            end
            admitted = admitted and fits
          else
            reply[2 * i], reply[2 * i + 1] = bucket[1] - now, bucket[2]
            local us, part = after(bucket, cost)
            if exceeds(bucket, us, part) then
              admitted = false
            elseif cost > 0 then
              bucket[1], bucket[2], bucket.taken = us, part, true
            end
          end
        end

        if not admitted then
          reply[1] = 0
          for _, bucket in pairs(buckets) do
            bucket.taken = false
            if bucket.limit then
              bucket.used, bucket.own = bucket.before[1], bucket.before[2]
            else
              bucket[1], bucket[2] = bucket.before[1], bucket.before[2]
            end
          end
          for i, key in ipairs(KEYS) do
            local at, bucket = (i - 1) * 14, buckets[key]
            if tonumber(ARGV[at + 10]) > 0 then
              local cost = tonumber(ARGV[at + 9])
              if bucket.limit then
                add(bucket, math.max(0, math.min(cost, bucket.limit - bucket.own)))
                if bucket.before[1] + cost > bucket.limit then reply[2 * i] = opens(bucket, cost) end
              elseif not exceeds(bucket, bucket[1], bucket[2]) then
                spend(bucket, cost)
                if exceeds(bucket, bucket[1], bucket[2]) then bucket[1], bucket[2] = now + bucket.tolerance, bucket.toleranceParts end
              end
              bucket.taken = true
            end
          end
        end
        for _, key in ipairs(KEYS) do
          local bucket = buckets[key]
          if bucket.taken or bucket.changed then
            if bucket.limit then keep(key, bucket) else save(key, bucket) end
          end
          bucket.taken, bucket.changed = false, false
        end

        """;
}
