namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// A replica's draw on one bucket: permits of requests that wait (so many of one cost each), permits on top as a lease, permits that it
/// gives back. The reply is how many requests are admitted, how many permits are leased, the bucket's time relative to now before both
/// (µs, parts), how many replicas hold or want leases, and the permits that others hold; or -1 when a newer draw was here before.
/// </summary>
/// <remarks>
/// A draw says what its replica holds at the moment of sending, and replaces what Redis knew. A draw that was overtaken (it lay in a
/// connection that broke) would understate that: only newer ones count. What is given back refills the bucket only if it was counted
/// without a gap until now, which is certain if the record is the one that the replica's last answered draw ("base") has left.
/// A replica that got nothing leaves a record of no permits: others see that it wants some, and the shares become equal.
/// </remarks>
internal static class DrawScript
{
    /// <summary>Rule, then cost, count, id, sequence, base, given back, held, wanted, limit of all leases, permits that one may always take, length of a turn (µs) or 0, life of what is taken in it (µs), limit of all records.</summary>
    public const int Arguments = BucketScript.RuleArguments + 13;

    /// <summary>Replicas beyond these get exact checks only: the work of a script stays bounded.</summary>
    public const int MostHolders = 64;

    public static BucketScript Script { get; } = new("""
        local key = KEYS[1]
        local argument = function(i) return tonumber(ARGV[i]) end
        local cost, count, id, sequence, base = argument(9), argument(10), ARGV[11], argument(12), argument(13)
        local back, held, want, limit, batch = argument(14), argument(15), argument(16), argument(17), argument(18)
        local turn, live, most = argument(19), argument(20), argument(21)
        local bucket = open(key, 0)

        local mine, others, unspent, last, holders = nil, 0, 0, 0, {}
        for _, one in ipairs(bucket.held) do
          if one.id == id then
            mine = one
          else
            holders[#holders + 1] = one
            others = others + one.permits
            if not one.turn or now < one.ends - margin then unspent = unspent + one.permits end
            last = math.max(last, one.turn or 0)
          end
        end
        if mine and mine.sequence >= sequence then return {-1, 0, 0, 0, 0, 0, 0} end

        if back > 0 and mine and mine.sequence == base and back <= mine.permits then
          local us, part = times(bucket, back)
          bucket[1], bucket[2] = bucket[1] - us, bucket[2] - part
          if bucket[2] < 0 then bucket[1], bucket[2] = bucket[1] - 1, bucket[2] + bucket.parts end
          lack(bucket, now, others + held)
        end
        local reply = {0, 0, bucket[1] - now, bucket[2], #holders + 1, others, 0}

        local function fits(permits)
          local us, part = after(bucket, permits)
          return not exceeds(bucket, us, part)
        end
        local us, part = now + bucket.tolerance - bucket[1], bucket.toleranceParts - bucket[2]
        local left = math.max(0, math.floor((us + part / bucket.parts) / (bucket.interval + bucket.intervalParts / bucket.parts)))
        while left > 0 and not fits(left) do left = left - 1 end
        while fits(left + 1) do left = left + 1 end

        local admitted = count
        if cost > 0 then admitted = math.min(count, math.floor(left / cost)) end
        spend(bucket, admitted * cost)
        left = left - admitted * cost

        -- Turns begin when the bucket is near empty, and go on while it is not much fuller.
        turn = left < (last > now and 4 or 2) * batch and turn or 0
        local granted = 0
        local known = mine ~= nil or #holders < 64
        if admitted == count and want > 0 and known then
          local share = math.min(math.floor(limit / (#holders + 1)), limit - unspent)
          if turn > 0 then share = math.min(limit - unspent, most - others, left > batch and limit or math.floor(batch / 2)) end
          granted = math.max(0, math.min(want, share - held, math.max(math.floor(left / 2), math.min(batch, left))))
          spend(bucket, granted)
        end
        local record = {id = id, permits = held + granted, ends = now + lease, sequence = sequence}
        if turn > 0 then
          record.ends = now + margin + live
          record.turn = math.max(now + live, math.min(last + turn, now + 500000))
          reply[7] = record.turn - now
        end
        if held + granted > 0 or (want > 0 and known) then holders[#holders + 1] = record end
        bucket.held = holders
        save(key, bucket)
        reply[1], reply[2] = admitted, granted
        return reply
        """);
}
