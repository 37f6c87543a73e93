using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Redis.Limits;

/// <summary>
/// <see cref="RateLimit.Gcra"/> inside Redis: what all scripts share. A bucket is a text, "µs parts", the time at which it is full again;
/// behind them, if it owes permits, "!most": the most (µs beyond now) that who charged it let it owe. Then " id:permits:end:sequence" for
/// each replica that holds a lease on it, with "!time" of its next turn if it takes turns.
/// </summary>
/// <remarks>
/// Lua's numbers are doubles, exact up to 2^53. A bucket's time is therefore kept in whole microseconds since 1970 (below 2^51 until 2040,
/// with the longest refill added below 2^52) and parts of a microsecond, of which a rule has ten times as many as Gcra has of a tick: the
/// same values, written differently. There are up to 10^10 parts (34 bits), so times() multiplies them in halves of 17 bits.
/// A value that is missing is a full bucket. One that no script can have left there (another program's, or written before the server's
/// clock was set back) is an empty one: never more is admitted for it, and it refills.
/// Routes may share a bucket and differ in what it may owe: a debt stays, whoever reads it, until it has refilled.
/// Permits of leases that have not ended count against what the bucket may hold: it never refills over burst − outstanding. Before a lease
/// counts no longer, the bucket is brought up to the lease's end, or what was spent just before the end would refill twice.
/// A replica spends a lease for three seconds from before it asked; the server counts it for four from its answer. The second between them
/// is for clocks that run at different speeds and for virtual machines that are moved.
/// </remarks>
internal sealed class BucketScript
{
    /// <summary>Arguments that each key begins with: interval (µs, parts), tolerance (µs, parts), parts of a µs, debt (permits), ceiling (µs, parts): the tolerance and what it may owe.</summary>
    public const int RuleArguments = 8;

    private const string ServerTime = "redis.call('TIME')";

    public BucketScript(string body)
    {
        Text = Prelude + body;
        Digest = DigestOf(Text);
    }

    /// <summary>The script.</summary>
    public string Text { get; }

    /// <summary>What EVALSHA names it by.</summary>
    public byte[] Digest { get; }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by SHA-1; nothing relies on it.")]
    public static byte[] DigestOf(string text) => SHA1.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>The script with another source of time, for tests: a Lua expression for {seconds, microseconds}.</summary>
    public string WithTime(string time) => Text.Replace(ServerTime, time, StringComparison.Ordinal);

    private const string Prelude = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        local lease, margin = 4000000, 1000000

        local function times(bucket, n)
          local high, low = math.floor(bucket.intervalParts / 131072), bucket.intervalParts % 131072
          local first = n * high
          local whole = math.floor(first / bucket.parts)
          local second = (first - whole * bucket.parts) * 131072 + n * low
          local rest = math.floor(second / bucket.parts)
          return n * bucket.interval + whole * 131072 + rest, second - rest * bucket.parts
        end

        local function raise(bucket, us, part)
          if us > bucket[1] or (us == bucket[1] and part > bucket[2]) then bucket[1], bucket[2] = us, part end
        end

        local function lack(bucket, at, permits)
          local us, part = times(bucket, permits)
          raise(bucket, at + us, part)
        end

        local function after(bucket, permits)
          local us, part = times(bucket, permits)
          us, part = us + bucket[1], part + bucket[2]
          if part >= bucket.parts then return us + 1, part - bucket.parts end
          return us, part
        end

        local function exceeds(bucket, us, part)
          return us > now + bucket.tolerance or (us == now + bucket.tolerance and part > bucket.toleranceParts)
        end

        local function spend(bucket, permits)
          bucket[1], bucket[2] = after(bucket, permits)
        end

        local function charge(bucket, permits)
          if permits == 0 then return true end
          local us, part = after(bucket, permits)
          local last = now + bucket.ceiling
          local whole = us < last or (us == last and part <= bucket.ceilingParts)
          if whole then bucket[1], bucket[2] = us, part else raise(bucket, last, bucket.ceilingParts) end
          bucket.most = math.max(bucket.most, bucket.ceiling + (bucket.ceilingParts > 0 and 1 or 0))
          return whole
        end

        local function parse(bucket, value)
          local us, part, most, leases = string.match(value, '^(%d+) (%d+)!?(%d*)(.*)$')
          us, part, most = tonumber(us), tonumber(part), tonumber(most) or 0
          if not us or part >= bucket.parts or most > 316224000000000 then return end
          local held, length = {}, 0
          for text, id, permits, ends, sequence, turn in string.gmatch(leases, '( (%w+):(%d+):(%d+):(%d+)!?(%d*))') do
            length = length + #text
            held[#held + 1] = {
              id = id, permits = tonumber(permits), ends = math.min(tonumber(ends), now + lease), sequence = tonumber(sequence), turn = tonumber(turn),
            }
            if held[#held].permits > 1000000000 or #held > 1000 then return end
          end
          if length ~= #leases then return end
          bucket[1], bucket[2], bucket.most, bucket.held = us, part, most, held
          return true
        end

        local function open(key, at)
          local argument = function(i) return tonumber(ARGV[at + i]) end
          local bucket = {
            now, 0, most = 0, held = {}, out = 0, interval = argument(1), intervalParts = argument(2),
            tolerance = argument(3), toleranceParts = argument(4), parts = argument(5),
            ceiling = argument(7), ceilingParts = argument(8),
          }
          local value = redis.pcall('GET', key)
          if value and not (type(value) == 'string' and parse(bucket, value)) then
            bucket[1], bucket[2] = now + bucket.tolerance, bucket.toleranceParts
          end
          local ended, held = {}, {}
          for _, one in ipairs(bucket.held) do
            bucket.out = bucket.out + one.permits
            if one.ends <= now then ended[#ended + 1] = one else held[#held + 1] = one end
          end
          table.sort(ended, function(a, b) return a.ends < b.ends end)
          for _, one in ipairs(ended) do
            lack(bucket, one.ends, bucket.out)
            bucket.out = bucket.out - one.permits
          end
          bucket.held = held
          lack(bucket, now, bucket.out)
          if not exceeds(bucket, bucket[1], bucket[2]) then
            bucket.most = 0
          elseif bucket[1] > now + bucket.most then
            bucket[1], bucket[2], bucket.most = now + bucket.tolerance, bucket.toleranceParts, 0
          end
          charge(bucket, argument(6))
          return bucket
        end

        local function save(key, bucket)
          local last, value = bucket[1], {string.format('%.0f %.0f', bucket[1], bucket[2])}
          if exceeds(bucket, bucket[1], bucket[2]) then value[1] = string.format('%s!%.0f', value[1], bucket.most) end
          for _, one in ipairs(bucket.held) do
            last = math.max(last, one.ends)
            value[#value + 1] = string.format('%s:%.0f:%.0f:%.0f', one.id, one.permits, one.ends, one.sequence)
            if one.turn then value[#value] = string.format('%s!%.0f', value[#value], one.turn) end
          end
          redis.call('SET', key, table.concat(value, ' '), 'PX', string.format('%.0f', math.ceil((last - now) / 1000) + 1000))
        end

        """;
}
