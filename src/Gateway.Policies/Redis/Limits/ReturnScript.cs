namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Gives back what <see cref="TakeScript.Timed"/> took. Behind the arguments of the takes: when that was by the server's clock, and how
/// long ago at least by the gateway's (µs). However late it arrives, it gives nothing that has refilled since: a bucket that would have been
/// full without the take would otherwise hold more than it may. What was taken of a window that has ended stays there.
/// </summary>
internal static class ReturnScript
{
    public static BucketScript Script { get; } = new(WindowScript.Functions + """
        local last = #KEYS * 14
        local taken = math.min(tonumber(ARGV[last + 1]), now - tonumber(ARGV[last + 2]))
        for i, key in ipairs(KEYS) do
          local at = (i - 1) * 14
          local cost, kind = tonumber(ARGV[at + 9]), tonumber(ARGV[at + 11])
          local first = tonumber(ARGV[at + 12])
          if kind == 0 then
            local bucket = open(key, at)
            local us, part = times(bucket, cost)
            us = us - (now - taken)
            if us >= 0 then
              bucket[1], bucket[2] = bucket[1] - us, bucket[2] - part
              if bucket[2] < 0 then bucket[1], bucket[2] = bucket[1] - 1, bucket[2] + bucket.parts end
              lack(bucket, now, bucket.out)
              save(key, bucket)
            end
          else
            local w = window(key, at)
            if w and kind == 1 then
              if taken >= first then add(w, -math.min(cost, w.own)) end
              keep(key, w)
            elseif w then
              local segment = math.floor(taken / first)
              while segment * first > taken do segment = segment - 1 end
              while (segment + 1) * first <= taken do segment = segment + 1 end
              local ends = (segment + 1) * first + tonumber(ARGV[at + 13])
              if ends == w.ends then add(w, -math.min(cost, w.own)) end
              for _, one in ipairs(w.parts) do
                if one.ends == ends then one.permits = one.permits - math.min(cost, one.permits) end
              end
              keep(key, w)
            end
          end
        end
        return {1}
        """);
}
