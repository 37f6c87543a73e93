using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// <see cref="RateLimit.Gcra"/> inside Redis: all takes of a request in one atomic step, by the server's clock alone.
/// </summary>
/// <remarks>
/// Lua's numbers are doubles, exact up to 2^53. A bucket's time is therefore kept in whole microseconds since 1970 (below 2^51 until 2040,
/// with the longest refill added below 2^52) and parts of a microsecond, of which a rule has ten times as many as Gcra has of a tick: the
/// same values, written differently. The script only adds and compares; multiplications and divisions are done by the gateway.
/// A value that is missing is a full bucket. One that no take can have left there (another program's, or written before the server's clock
/// was set back) is an empty one: never more is admitted for it, and it refills.
/// </remarks>
internal static class GcraScript
{
    /// <summary>How many arguments each take has: increment (µs, parts), tolerance (µs, parts), parts of a µs.</summary>
    public const int ArgumentsPerTake = 5;

    private const string ServerTime = "redis.call('TIME')";

    /// <summary>The script. KEYS are the buckets; the reply is 1 or 0 (admitted) and, for each take, its bucket's time relative to now before the take (µs, parts).</summary>
    public static string Text { get; } = Build(ServerTime);

    /// <summary>What EVALSHA names it by.</summary>
    public static byte[] Digest { get; } = DigestOf(Text);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by SHA-1; nothing relies on it.")]
    public static byte[] DigestOf(string text) => SHA1.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>The script with another source of time, for tests: a Lua expression for {seconds, microseconds}.</summary>
    public static string Build(string time) => Template.Replace(ServerTime, time, StringComparison.Ordinal);

    private const string Template = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local buckets, reply, admitted = {}, {1}, true

        local function read(key, tolerance, toleranceParts, parts)
          local value = redis.pcall('GET', key)
          if not value then return {now, 0} end
          local us, part
          if type(value) == 'string' then us, part = string.match(value, '^(%d+) (%d+)$') end
          us, part = tonumber(us), tonumber(part)
          local last = now + tolerance
          if not us or part >= parts or us > last or (us == last and part > toleranceParts) then return {last, toleranceParts} end
          if us < now then return {now, 0} end
          return {us, part}
        end

        for i, key in ipairs(KEYS) do
          local at = (i - 1) * 5
          local increment, incrementParts = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
          local tolerance, toleranceParts = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
          local parts = tonumber(ARGV[at + 5])
          local bucket = buckets[key]
          if not bucket then
            bucket = read(key, tolerance, toleranceParts, parts)
            buckets[key] = bucket
          end
          reply[2 * i], reply[2 * i + 1] = bucket[1] - now, bucket[2]
          local us, part = bucket[1] + increment, bucket[2] + incrementParts
          if part >= parts then us, part = us + 1, part - parts end
          local last = now + tolerance
          if us > last or (us == last and part > toleranceParts) then
            admitted = false
          elseif increment + incrementParts > 0 then
            bucket[1], bucket[2], bucket.taken = us, part, true
          end
        end

        if not admitted then
          reply[1] = 0
          return reply
        end
        for _, key in ipairs(KEYS) do
          local bucket = buckets[key]
          if bucket.taken then
            bucket.taken = false
            local kept = math.ceil((bucket[1] - now) / 1000) + 1000
            redis.call('SET', key, string.format('%.0f %.0f', bucket[1], bucket[2]), 'PX', string.format('%.0f', kept))
          end
        end
        return reply
        """;
}
