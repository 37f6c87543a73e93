using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Windows;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>What scripts are told of one take.</summary>
internal static class TakeArguments
{
    /// <param name="arguments">Where to write.</param>
    /// <param name="take">The take.</param>
    /// <param name="debt">Permits that were granted without the store.</param>
    /// <param name="server">The server's time, as far as it is known.</param>
    public static void Write(Span<RedisValue> arguments, in RateLimitTake take, int debt, DateTimeOffset server)
    {
        var rule = take.Rule;
        ScriptCall.WriteRule(arguments, rule, debt);
        var mine = arguments[BucketScript.RuleArguments..];
        mine[0] = take.Cost;
        mine[1] = rule.CountRefused ? 1 : 0;
        (mine[2], mine[3], mine[4]) = rule.Periods switch
        {
            FixedWindow fixedWindow => Fixed(fixedWindow.At(server)),
            SlidingWindow sliding => (2, Microseconds(sliding.SegmentTicks), Microseconds(sliding.Ticks)),
            _ => ((RedisValue)0, (RedisValue)0, (RedisValue)0),
        };
        mine[5] = rule.Burst;
    }

    /// <summary>A window that ended on the way takes its debt with it. A clock that is corrected by more says nothing about windows.</summary>
    /// <param name="rule">The limit.</param>
    /// <param name="debt">Permits that were granted without the store.</param>
    /// <param name="first">The server's time when the debt was collected, as far as it was known.</param>
    /// <param name="server">The same now.</param>
    public static int Due(BucketRule rule, int debt, DateTimeOffset first, DateTimeOffset server) =>
        debt > 0 && rule.Periods is FixedWindow periods && server > first && server - first < TimeSpan.FromSeconds(1) && periods.At(server).Start > first.UtcTicks ? 0 : debt;

    private static (RedisValue, RedisValue, RedisValue) Fixed(WindowSpan span) =>
        (1, Microseconds(span.Start - DateTime.UnixEpoch.Ticks), Microseconds(span.End - DateTime.UnixEpoch.Ticks));

    // Up: segments cover the window, and a window that begins within a microsecond begins with the next.
    private static long Microseconds(long ticks) => (ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond;
}
