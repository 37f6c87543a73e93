namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Corrects a take whose cost is known only now. Behind the arguments of the take: permits that are missing, permits that come back, how
/// much of the bucket's time those are (µs, parts), when they were taken at the latest (µs before now), and what a window may hold with its
/// debt. The reply is 1, or 0 when a bound cut what is missing.
/// </summary>
internal static class SettleScript
{
    public const int Arguments = TakeScript.ArgumentsPerTake + 6;

    public static BucketScript Script { get; } = new(WindowScript.Functions + """
        local key = KEYS[1]
        local argument = function(i) return tonumber(ARGV[i]) end
        local missing, back = argument(15), argument(16)
        if argument(11) > 0 then
          local w = window(key, 0)
          if not w then return {-1, tonumber(time[1]), tonumber(time[2])} end
          local most = math.max(0, argument(20) - w.used)
          add(w, math.min(missing, most))
          local taken = now - argument(19)
          if back > 0 and argument(11) == 1 then
            if taken >= argument(12) then add(w, -math.min(back, w.own)) end
          elseif back > 0 then
            local segment = math.floor(taken / argument(12))
            while segment * argument(12) > taken do segment = segment - 1 end
            while (segment + 1) * argument(12) <= taken do segment = segment + 1 end
            local ends = (segment + 1) * argument(12) + argument(13)
            if ends == w.ends then add(w, -math.min(back, w.own)) end
            for _, part in ipairs(w.parts) do
              if part.ends == ends then part.permits = part.permits - math.min(back, part.permits) end
            end
          end
          keep(key, w)
          return {missing <= most and 1 or 0}
        end

        local bucket, whole = open(key, 0), 1
        if missing > 0 then
          whole = charge(bucket, missing) and 1 or 0
        elseif back > 0 then
          bucket[1], bucket[2] = bucket[1] - argument(17), bucket[2] - argument(18)
          if bucket[2] < 0 then bucket[1], bucket[2] = bucket[1] - 1, bucket[2] + bucket.parts end
          lack(bucket, now, bucket.out)
        end
        save(key, bucket)
        return {whole}
        """);
}
