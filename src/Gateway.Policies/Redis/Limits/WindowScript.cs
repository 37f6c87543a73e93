namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// Rules that count in windows, inside Redis: what the scripts that know them share. A value is "w" and " end:permits" for the window, or
/// for each segment of a sliding one: what was taken, and when it counts no longer (µs).
/// </summary>
/// <remarks>
/// Windows of the calendar are worked out by the gateway, which knows time zones; the server only checks that its own time lies inside,
/// and otherwise tells it. What ends later than anything can that was counted until now (the server's clock was set back, or replicas know
/// other rules for a zone) is carried into the running window: nothing opens again. A value that no script left is a window used up.
/// </remarks>
internal static class WindowScript
{
    /// <summary>Arguments behind those of the rule: cost, 1 to count refusals, kind (0 bucket, 1 fixed, 2 sliding), start or segment, end or window (µs), limit.</summary>
    public const int TakeArguments = 6;

    /// <summary>What the reply begins with when the server's time lies in another window; then its time (s, µs).</summary>
    public const int OtherWindow = -1;

    public const string Functions = """
        local function window(key, at)
          local a = function(i) return tonumber(ARGV[at + i]) end
          local w = {limit = a(14), used = 0, own = 0, parts = {}}
          if a(11) == 1 then
            w.ends = a(13)
            if now < a(12) or now >= w.ends then return nil end
          else
            local segment = math.floor(now / a(12))
            while segment * a(12) > now do segment = segment - 1 end
            while (segment + 1) * a(12) <= now do segment = segment + 1 end
            w.ends = (segment + 1) * a(12) + a(13)
          end
          local value, length = redis.pcall('GET', key), 1
          if value then
            local text = type(value) == 'string' and value or ''
            for pair, ends, permits in string.gmatch(text, '( (%d+):(%d+))') do
              length = length + #pair
              ends, permits = tonumber(ends), tonumber(permits)
              if ends > w.ends or (ends > now and a(11) == 1) then ends, w.changed = w.ends, w.changed or ends ~= w.ends end
              if ends == w.ends then
                w.own = w.own + permits
              elseif ends > now then
                w.parts[#w.parts + 1] = {ends = ends, permits = permits}
              end
              if ends > now then w.used = w.used + permits end
            end
            if string.sub(text, 1, 1) ~= 'w' or length ~= #text or w.used > 100000000000 then
              w.used, w.own, w.parts, w.changed = w.limit, w.limit, {}, true
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
          for _, part in ipairs(w.parts) do
            last = part.ends
            value[#value + 1] = string.format('%.0f:%.0f', part.ends, part.permits)
          end
          if w.own > 0 then
            last = w.ends
            value[#value + 1] = string.format('%.0f:%.0f', w.ends, w.own)
          end
          redis.call('SET', key, table.concat(value, ' '), 'PX', string.format('%.0f', math.ceil((last - now) / 1000) + 1000))
        end

        """;
}
