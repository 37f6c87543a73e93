namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// A replica's draw on one window: as <see cref="DrawScript"/>, for a rule that counts in windows. The reply is how many requests are
/// admitted, how many permits are leased, how long until all permits are back (µs), how many were used before both, how many replicas hold
/// or want leases, the permits that others hold, how long until the window or segment ends (µs), how long until it gives as much as a
/// request once more (µs, 0: it would now), and which window or segment it is; -1 and eight zeros when a newer draw was here before.
/// </summary>
/// <remarks>
/// What is leased is counted as taken until its holder, and nobody else, says that it was not spent. It is spent in the window or segment
/// that counts it: what a replica holds of another one counts there, and is not renewed. What comes back is taken off the window that counts
/// it, if the record is the one that the replica's last answered draw has left.
/// Records outlive their window or segment: whoever asks first in the next one shares with those who will.
/// </remarks>
internal static class WindowDrawScript
{
    /// <summary>Those of a take, then count, id, sequence, base, given back, held, wanted, limit of all leases.</summary>
    public const int Arguments = TakeScript.ArgumentsPerTake + 8;

    public static BucketScript Script { get; } = new(WindowScript.Functions + """
        local key = KEYS[1]
        local argument = function(i) return tonumber(ARGV[i]) end
        local cost, count, id, sequence, base = argument(9), argument(15), ARGV[16], argument(17), argument(18)
        local back, held, want, limit = argument(19), argument(20), argument(21), argument(22)
        local w = window(key, 0)
        if not w then return {-1, tonumber(time[1]), tonumber(time[2])} end

        local mine, others, holders = nil, 0, {}
        for _, one in ipairs(w.held) do
          if one.id == id then
            mine = one
          else
            holders[#holders + 1] = one
            if one.of == w.ends then others = others + one.permits end
          end
        end
        if mine and mine.sequence >= sequence then return {-1, 0, 0, 0, 0, 0, 0, 0, 0} end

        if back > 0 and mine and mine.sequence == base and back <= mine.permits then
          if mine.of == w.ends then add(w, -math.min(back, w.own)) end
          for _, part in ipairs(w.parts) do
            if part.ends == mine.of then
              local permits = math.min(back, part.permits)
              part.permits, w.used = part.permits - permits, w.used - permits
            end
          end
        end
        if mine and mine.of ~= w.ends then lose(w, mine.of, held) end
        if not mine or mine.of ~= w.ends then held = 0 end

        local reply = {0, 0, w.ends - now, w.used, #holders + 1, others, w.ends - now, 0, w.ends}
        if argument(11) == 2 then reply[7] = w.ends - argument(13) - now end

        local left = math.max(0, w.limit - w.used)
        local admitted = count
        if cost > 0 then admitted = math.min(count, math.floor(left / cost)) end
        left = left - admitted * cost

        local granted = 0
        local known = mine ~= nil or #holders < 64
        if admitted == count and want > 0 and known then
          local share = math.min(math.floor(limit / (#holders + 1)), limit - others - w.lost)
          granted = math.max(0, math.min(want, share - held, math.floor(left / 2)))
        end
        add(w, admitted * cost + granted)
        if held + granted > 0 or (want > 0 and known) then
          holders[#holders + 1] = {id = id, permits = held + granted, ends = now + lease, sequence = sequence, of = w.ends}
        end
        w.held = holders
        local more = math.max(1, cost)
        if w.used + more > w.limit then reply[8] = opens(w, more) end
        keep(key, w)
        reply[1], reply[2] = admitted, granted
        return reply
        """);
}
