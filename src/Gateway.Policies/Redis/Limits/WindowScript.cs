namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Rules that count in windows, inside Redis: what the scripts that know them share. A value is "w" and " end:permits" for the window, or
/// for each segment of a sliding one: what was taken, leases included, and when it counts no longer (µs). Behind them is
/// " id:permits:end:sequence:window" for each replica that holds a lease; its window is the one of those that counts it.
/// </summary>
/// <remarks>
/// Windows of the calendar are worked out by the gateway, which knows time zones; the server only checks that its own time lies inside,
/// and otherwise tells it. What ends later than anything can that was counted until now (the server's clock was set back, or replicas know
/// other rules for a zone) is carried into the running window: nothing opens again. A value that no script left is a window used up.
/// A replica that is not heard of for four seconds is dead or stood still, and which of its permits were spent nobody knows: they stay
/// taken. As many more behind "/" of their window count against what leases may hold: over all crashes, no more is lost in it than that.
/// </remarks>
internal static class WindowScript
{
    /// <summary>Arguments behind those of the rule: cost, 1 to count refusals, kind (0 bucket, 1 fixed, 2 sliding), start or segment, end or window (µs), limit.</summary>
    public const int TakeArguments = 6;

    /// <summary>What the reply begins with when the server's time lies in another window; then its time (s, µs).</summary>
    public const int OtherWindow = -1;

    public const string Functions = """
        local function lose(w, ends, permits)
          if ends == w.ends and w.own > 0 then w.ownLost, w.lost = w.ownLost + permits, w.lost + permits end
          for _, part in ipairs(w.parts) do
            if part.ends == ends then part.lost, w.lost = part.lost + permits, w.lost + permits end
          end
        end

        local function window(key, at)
          local a = function(i) return tonumber(ARGV[at + i]) end
          local w = {limit = a(14), used = 0, own = 0, lost = 0, ownLost = 0, parts = {}, held = {}}
          if a(11) == 1 then
            w.ends = a(13)
            if now < a(12) or now >= w.ends then return nil end
          else
            local segment = math.floor(now / a(12))
            while segment * a(12) > now do segment = segment - 1 end
            while (segment + 1) * a(12) <= now do segment = segment + 1 end
            w.ends = (segment + 1) * a(12) + a(13)
          end
          local function running(ends)
            if ends > w.ends or (ends > now and a(11) == 1) then
              w.changed = w.changed or ends ~= w.ends
              return w.ends
            end
            return ends
          end
          local value, length = redis.pcall('GET', key), 1
          if value then
            local text = type(value) == 'string' and value or ''
            for pair, ends, permits, lost in string.gmatch(text, '( (%d+):(%d+)/?(%d*))%f[ %z]') do
              length = length + #pair
              ends, permits, lost = running(tonumber(ends)), tonumber(permits), tonumber(lost) or 0
              if ends == w.ends then
                w.own, w.ownLost = w.own + permits, w.ownLost + lost
              elseif ends > now then
                w.parts[#w.parts + 1] = {ends = ends, permits = permits, lost = lost}
              end
              if ends > now then w.used, w.lost = w.used + permits, w.lost + lost end
            end
            for whole, id, permits, ends, sequence, of in string.gmatch(text, '( (%w+):(%d+):(%d+):(%d+):(%d+))') do
              length = length + #whole
              local one = {id = id, permits = tonumber(permits), ends = math.min(tonumber(ends), now + lease), sequence = tonumber(sequence), of = running(tonumber(of))}
              if one.ends > now then
                w.held[#w.held + 1] = one
              else
                lose(w, one.of, one.permits)
              end
            end
            if string.sub(text, 1, 1) ~= 'w' or length ~= #text or w.used > 100000000000 or #w.held > 1000 then
              w.used, w.own, w.lost, w.ownLost, w.parts, w.held, w.changed = w.limit, w.limit, 0, 0, {}, {}, true
            end
          end
          if a(6) > 0 then
            local more = math.max(0, math.min(a(6), w.limit - w.used))
            w.used, w.own, w.changed = w.used + more, w.own + more, true
          end
          table.sort(w.parts, function(x, y) return x.ends < y.ends end)
          return w
        end

        local function add(w, permits)
          w.used, w.own = w.used + permits, w.own + permits
        end

        local function opens(w, cost)
          local used = w.used
          for _, part in ipairs(w.parts) do
            used = used - part.permits
            if used + cost <= w.limit then return part.ends - now end
          end
          return w.ends - now
        end

        local function keep(key, w)
          local last, value = now, {'w'}
          local function count(ends, permits, lost)
            if permits == 0 and lost == 0 then return end
            last = ends
            value[#value + 1] = string.format(lost > 0 and '%.0f:%.0f/%.0f' or '%.0f:%.0f', ends, permits, lost)
          end
          for _, part in ipairs(w.parts) do count(part.ends, part.permits, part.lost) end
          count(w.ends, w.own, w.ownLost)
          for _, one in ipairs(w.held) do
            value[#value + 1] = string.format('%s:%.0f:%.0f:%.0f:%.0f', one.id, one.permits, one.ends, one.sequence, one.of)
          end
          redis.call('SET', key, table.concat(value, ' '), 'PX', string.format('%.0f', math.ceil((last - now) / 1000) + 1000))
        end

        """;
}
