namespace Gateway.Policies.Redis.Caching;

/// <summary>Entries of the cache: a line with the sliding time (ms) and the absolute end (ms by the server's clock; 0 for none), then the value.</summary>
internal static class CacheScript
{
    private const string Now = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

        """;

    /// <summary>ARGV: value, sliding (ms or 0), absolute from now (ms or 0); one of them is not 0.</summary>
    public const string Set = Now + """
        local sliding, absolute = tonumber(ARGV[2]), tonumber(ARGV[3])
        local kept = sliding
        if kept == 0 or (absolute > 0 and absolute < kept) then kept = absolute end
        local ends = 0
        if absolute > 0 then ends = now + absolute end
        redis.call('SET', KEYS[1], string.format('%.0f %.0f\n', sliding, ends) .. ARGV[1], 'PX', string.format('%.0f', kept))
        return 1
        """;

    /// <summary>The value, whose time begins anew when it slides; false for none.</summary>
    public const string Get = Now + """
        local entry = redis.call('GET', KEYS[1])
        if not entry then return false end
        local sliding, ends, rest = string.match(entry, '^(%d+) (%d+)\n()')
        if not rest then return false end
        sliding, ends = tonumber(sliding), tonumber(ends)
        if sliding > 0 then
          local kept = sliding
          if ends > 0 and ends - now < kept then kept = ends - now end
          if kept <= 0 then return false end
          redis.call('PEXPIRE', KEYS[1], string.format('%.0f', kept))
        end
        return string.sub(entry, rest)
        """;
}
