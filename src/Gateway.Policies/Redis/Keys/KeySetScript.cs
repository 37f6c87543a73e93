namespace Gateway.Policies.Redis.Keys;

/// <summary>The scripts on a set of API keys: a hash of key id to record, with the fields "#head" and "#list" beside them.</summary>
internal static class KeySetScript
{
    public const string HeadField = "#head";
    public const string ListField = "#list";
    public const string PartialField = "#partial";

    // What is no hash has a head of its own that no set has; one that is too long is cut, so that it cannot be right.
    private const string Head = """
        local function head()
          local type = redis.call('TYPE', KEYS[1]).ok
          if type == 'none' then return '' end
          if type ~= 'hash' then return '!' .. type end
          return string.sub(redis.call('HGET', KEYS[1], '#head') or '', 1, 200)
        end

        """;

    /// <summary>The head alone.</summary>
    public const string ReadHead = Head + "return head()";

    /// <summary>ARGV: most fields, most bytes. The head and every field with its value; of more than that, the list and "#partial"; of something else, "!".</summary>
    public const string Read = Head + """
        local now = head()
        if now == '' then return {''} end
        if string.sub(now, 1, 1) == '!' then return {'!'} end
        local all, bytes = {}, 0
        local fits = redis.call('HLEN', KEYS[1]) <= tonumber(ARGV[1])
        if fits then
          all = redis.call('HGETALL', KEYS[1])
          for i = 1, #all do bytes = bytes + #all[i] end
        end
        if not fits or bytes > tonumber(ARGV[2]) then
          local list = redis.call('HGET', KEYS[1], '#list') or ''
          if #list > tonumber(ARGV[2]) then list = '' end
          return {now, '#list', list, '#partial', ''}
        end
        table.insert(all, 1, now)
        return all
        """;

    /// <summary>
    /// ARGV: expected head, channel, how many fields to remove (-1 for all), these, then fields with values. 1 when it was written, 0 when the head
    /// is another one. Publishing may be forbidden; the others find out a little later then.
    /// </summary>
    public const string Write = Head + """
        if head() ~= ARGV[1] then return 0 end
        local removed = tonumber(ARGV[3])
        if removed < 0 then
          redis.call('DEL', KEYS[1])
          removed = 0
        end
        for i = 4, 3 + removed do redis.call('HDEL', KEYS[1], ARGV[i]) end
        for i = 4 + removed, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
        redis.pcall('PUBLISH', ARGV[2], '')
        return 1
        """;
}
