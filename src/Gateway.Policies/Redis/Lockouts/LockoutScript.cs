using Gateway.Policies.Lockout.Counting;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Lockouts;

/// <summary>
/// Counts attempts by the server's clock, both counts of an attempt in one step. The arithmetic is that of <see cref="LockoutState"/>; a test
/// compares the two.
/// </summary>
/// <remarks>
/// A count is a hash: f failures, w end of the window, t last failure, s locks so far, e when those are forgotten, u locked until, l last
/// start; for each attempt in flight "r:ID" with the time at which it is given up for lost (its replica died); and, once locked, what an
/// operator is shown. The index (the first key) is a sorted set of locked counts by their end.
/// </remarks>
internal static class LockoutScript
{
    /// <summary>What the script reads the time with; a test puts its own in place of it.</summary>
    internal const string ServerTime = "redis.call('TIME')";

    internal const string Text = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local op, id, kept = ARGV[1], ARGV[2], tonumber(ARGV[3])
        local first, most, window, lockFor, maxLock = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
        local function whole(n) return string.format('%.0f', n) end
        local function doubled(start, times, limit) return math.min(limit, start * 2 ^ math.min(times, 30)) end

        local function load(i)
          local at = 4 + i * 5
          local c = {f = 0, w = 0, t = 0, s = 0, e = 0, u = 0, l = 0, n = 0, r = 0, step = {0, 0, 0}}
          c.key, c.kind, c.delayAfter, c.lockAfter = KEYS[1 + i], i - 1, tonumber(ARGV[at]), tonumber(ARGV[at + 1])
          c.name, c.realm, c.network = ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
          local fields = redis.call('HGETALL', c.key)
          for j = 1, #fields, 2 do
            local name, value = fields[j], tonumber(fields[j + 1]) or 0
            if string.sub(name, 1, 2) == 'r:' then
              if value <= now or value > now + kept or (op ~= 'begin' and name == 'r:' .. id) then
                redis.call('HDEL', c.key, name)
              else
                c.n, c.r = c.n + 1, math.max(c.r, value)
              end
            elseif #name == 1 and c[name] then
              c[name] = value
            end
          end
          c.t, c.l, c.u, c.w = math.min(c.t, now), math.min(c.l, now), math.min(c.u, now + maxLock), math.min(c.w, now + window)
          local ended = c.u > 0 and c.u <= now
          if ended then
            c.u = 0
            redis.call('ZREM', KEYS[1], c.name)
          end
          if c.w <= now then c.f, c.w, c.t = 0, 0, 0 end
          if c.e <= now then c.s, c.e = 0, 0 end
          if ended then c.step = {4, 0, c.s} end
          return c
        end

        local function judge(c)
          if c.u > now then return 3, c.u - now end
          local count = c.f + c.n
          if count >= c.lockAfter then return 2, c.f >= c.lockAfter and c.w - now or 1000 end
          if c.delayAfter == 0 or count < c.delayAfter then return 0, 0 end
          local wait = 0
          if c.f >= c.delayAfter then wait = c.t + doubled(first, c.f - c.delayAfter, most) - now end
          if c.n > 0 then wait = math.max(wait, c.l + doubled(first, count - c.delayAfter, most) - now) end
          if wait > 0 then return 1, wait end
          return 0, 0
        end

        local function fail(c)
          if c.u > now then return end
          if c.f == 0 then c.w = now + window end
          c.f, c.t = c.f + 1, now
          if c.f < c.lockAfter then
            if c.f == c.delayAfter then c.step = {1, doubled(first, c.f - c.delayAfter, most), c.f} end
            return
          end
          c.s = c.s + 1
          local lasts = doubled(lockFor, c.s - 1, maxLock)
          c.u = now + lasts
          c.e = c.u + maxLock
          c.f, c.w, c.t = 0, 0, 0
          c.step = {c.s == 1 and 2 or 3, lasts, c.s}
          redis.call('HSET', c.key, 'kind', c.kind, 'realm', c.realm, 'network', c.network)
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now))
          redis.call('ZADD', KEYS[1], whole(c.u), c.name)
          redis.call('PEXPIRE', KEYS[1], whole(maxLock + 604800000))
        end

        local function save(c)
          if c.f == 0 and c.s == 0 and c.u == 0 and c.n == 0 then
            redis.call('HDEL', c.key, 'f', 'w', 't', 's', 'e', 'u', 'l', 'kind', 'realm', 'network')
            return
          end
          redis.call('HSET', c.key, 'f', whole(c.f), 'w', whole(c.w), 't', whole(c.t), 's', whole(c.s), 'e', whole(c.e), 'u', whole(c.u), 'l', whole(c.l))
          redis.call('PEXPIRE', c.key, whole(math.max(c.w, c.u, c.e, c.r) - now + 1000))
        end

        local network, account = load(1), KEYS[3] and load(2)
        local refusal, wait, by = 0, 0, 0
        if op == 'begin' then
          refusal, wait = judge(network)
          if account then
            local second, longer = judge(account)
            if second ~= 0 and (refusal == 0 or longer > wait) then refusal, wait, by = second, longer, 1 end
          end
        end
        for _, c in ipairs({network, account or nil}) do
          if op == 'begin' and refusal == 0 then
            c.n, c.l, c.r = c.n + 1, now, now + kept
            redis.call('HSET', c.key, 'r:' .. id, whole(c.r))
          elseif op == 'failure' then
            fail(c)
          elseif op == 'success' and c == account then
            if c.u > now then redis.call('ZREM', KEYS[1], c.name) end
            c.f, c.w, c.t, c.s, c.e, c.u = 0, 0, 0, 0, 0, 0
          end
          save(c)
        end
        local second = account and account.step or {0, 0, 0}
        return {refusal, wait, network.step[1], network.step[2], network.step[3], second[1], second[2], second[3], by}
        """;

    /// <summary>How long an attempt without an end counts as in flight.</summary>
    internal const long KeptMilliseconds = 120_000;

    private static readonly RedisScript Script = new(Text);

    private static readonly RedisScript List = new("""
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
        local names = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '-inf', 'LIMIT', 0, ARGV[2])
        local rows = {}
        for _, name in ipairs(names) do
          local c, fields = {}, redis.call('HGETALL', ARGV[1] .. name)
          for i = 1, #fields, 2 do c[fields[i]] = fields[i + 1] end
          local left = (tonumber(c.u) or 0) - now
          if left > 0 then
            for _, value in ipairs({name, string.format('%.0f', left), c.s or '0', c.kind or '0', c.realm or '', c.network or ''}) do rows[#rows + 1] = value end
          end
        end
        return rows
        """);

    private static readonly RedisScript Unlock = new("""
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local fields, locked = redis.call('HGETALL', KEYS[2]), 0
        for i = 1, #fields, 2 do
          if fields[i] == 'u' and (tonumber(fields[i + 1]) or 0) > now then locked = 1 end
        end
        if locked == 1 then redis.call('HDEL', KEYS[2], 'f', 'w', 't', 's', 'e', 'u', 'l', 'kind', 'realm', 'network') end
        redis.call('ZREM', KEYS[1], ARGV[1])
        return {locked}
        """);

    public static async Task<LockoutReply> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments) =>
        Read(await Script.RunAsync(database, keys, arguments).ConfigureAwait(false));

    public static Task<RedisResult> ListAsync(IDatabase database, RedisKey index, string keyPrefix, int most) => List.EvaluateAsync(database, [index], [keyPrefix, most]);

    public static async Task<bool> UnlockAsync(IDatabase database, RedisKey index, RedisKey key, string name) =>
        await Unlock.RunAsync(database, [index, key], [name]).ConfigureAwait(false) is [1];

    internal static LockoutReply Read(long[]? reply) =>
        reply is [>= 0 and <= 3 and var refusal, >= 0 and var wait, >= 0 and <= 4 and var step, var time, var number, >= 0 and <= 4 and var step2, var time2, var number2, 0 or 1]
            ? new((LockoutRefusal)refusal, wait, new((LockoutStep)step, time, (int)number), new((LockoutStep)step2, time2, (int)number2)) { RefusedBy = (LockoutLimit)reply[8] }
            : throw new InvalidDataException("The reply is none of the script's.");

    /// <summary>The arguments of a call, in the order in which the script reads them.</summary>
    internal static RedisValue[] Arguments(string op, in LockoutCall call)
    {
        var terms = call.NetworkTerms;
        RedisValue[] common = [op, call.Id, KeptMilliseconds, terms.FirstDelay, terms.MaxDelay, terms.Window, terms.LockFor, terms.MaxLockFor, .. Of(call.Network, terms)];
        return call.Account is { } account ? [.. common, .. Of(account, call.AccountTerms)] : common;
    }

    private static RedisValue[] Of(in LockoutKey key, in LockoutTerms terms) =>
        [terms.DelayAfter, terms.LockAfter, RedisLockoutStore.NameOf(key.Name), key.Realm, key.Network.ToString()];
}
