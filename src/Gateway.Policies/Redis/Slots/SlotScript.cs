using Gateway.Policies.ConcurrencyLimit.Slots;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Slots;

/// <summary>
/// The slots that each replica holds of a partition, by the server's clock alone. A hash: for each holder "count in-use sequence", and
/// until when the partition counts as contended.
/// </summary>
/// <remarks>
/// What is held and still wanted is never taken away; so a replica that holds no more than it asked for last holds no more than is written
/// here. What is in use is always written, also beyond the permits: after a loss of memory or a pause the store has to know the truth.
/// A holder whose life has not been heard of for long enough holds nothing. A holder that gave everything back stays, with nothing, so that
/// an older call, delivered late by a connection that had stalled, is still recognised.
/// </remarks>
internal static class SlotScript
{
    private static readonly RedisScript Script = new("""
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
        local holder, sequence, permits = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local used, need, wish, reserve = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
        local kept, contendedFor = tonumber(ARGV[8]), tonumber(ARGV[9])

        local function lives(name)
          local beat = redis.call('ZSCORE', KEYS[2], name)
          return beat and tonumber(beat) > now - kept
        end

        if ARGV[10] ~= '1' and not lives(holder) then return {0} end
        redis.call('ZADD', KEYS[2], string.format('%.0f', now), holder)
        redis.call('PEXPIRE', KEYS[2], ARGV[8])

        local mine, seen, others, spare, holders, contended = 0, -1, 0, 0, 1, 0
        local fields = redis.call('HGETALL', KEYS[1])
        for i = 1, #fields, 2 do
          local name = fields[i]
          if name == 'contended' then
            contended = tonumber(fields[i + 1]) or 0
            if contended > now + contendedFor then contended = now end
          else
            local count, inUse, number = string.match(fields[i + 1], '^(%d+) (%d+) (%d+)$')
            count, inUse, number = tonumber(count), tonumber(inUse), tonumber(number)
            if name == holder then
              mine, seen = count or 0, number or -1
            elseif not count or not lives(name) then
              redis.call('HDEL', KEYS[1], name)
            elseif count > 0 then
              others, holders, spare = others + count, holders + 1, spare + math.max(0, count - inUse)
            end
          end
        end
        if sequence <= seen then return {1} end

        local wanted = used + need
        local count = math.max(used, math.min(wanted + wish, mine))
        local free = permits - others - count
        local more = math.max(0, math.min(wanted - count, free))
        count, free = count + more, free - more
        local lacking = 0
        if count < wanted then
          lacking, contended = 1, now + contendedFor
          redis.call('HSET', KEYS[1], 'contended', string.format('%.0f', contended))
        elseif contended <= now then
          local unused = count - wanted
          more = math.min(wish - unused, reserve - spare - unused, math.floor(free / (2 * holders)))
          if more > 0 then count = count + more end
        end

        redis.call('HSET', KEYS[1], holder, string.format('%.0f %.0f %.0f', count, math.min(count, wanted), sequence))
        redis.call('PEXPIRE', KEYS[1], count + others > 0 and 600000 or 15000)
        local isContended = contended > now
        local allowed = isContended and 0 or math.max(0, math.min(count - wanted, reserve - spare))
        return {2, count, allowed, lacking, isContended and 1 or 0}
        """);

    public static async Task<SlotReply> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments)
    {
        var reply = await Script.RunAsync(database, keys, arguments).ConfigureAwait(false);
        return reply switch
        {
            [0, ..] => new(SlotReplyKind.Gone),
            // A call that is newer than this one was answered before: what this one says is old.
            [1, ..] => new(SlotReplyKind.Failed),
            [2, >= 0 and <= int.MaxValue and var count, >= 0 and <= int.MaxValue and var spare, var lacking, var contended] =>
                new(SlotReplyKind.Answered, (int)count, (int)spare, lacking == 1, contended == 1),
            _ => throw new InvalidDataException("The reply is none of the script's."),
        };
    }
}
