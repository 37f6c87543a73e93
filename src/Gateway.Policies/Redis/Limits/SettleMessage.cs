using Gateway.Policies.RateLimit;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>A correction as a run of <see cref="SettleScript"/>.</summary>
internal static class SettleMessage
{
    /// <param name="take">The take, with what was paid.</param>
    /// <param name="cost">What it cost.</param>
    /// <param name="elapsed">Time since before the take, and until the correction arrives.</param>
    /// <param name="names">Names of buckets.</param>
    /// <param name="server">The server's time, as far as it is known.</param>
    public static ScriptCall Write(in RateLimitTake take, int cost, TimeSpan elapsed, BucketNames names, DateTimeOffset server)
    {
        var rule = take.Rule;
        var arguments = new RedisValue[SettleScript.Arguments];
        TakeArguments.Write(arguments, take, 0, server);
        var mine = arguments.AsSpan(TakeScript.ArgumentsPerTake);
        var back = Back(take, cost, elapsed);
        mine[0] = Math.Max(0, cost - take.Cost);
        // A window gives permits back, a bucket the time that they have not refilled in.
        mine[1] = rule.Periods is not null ? Math.Max(0, take.Cost - cost) : back == default ? 0 : 1;
        mine[2] = back.Microseconds;
        mine[3] = back.Parts;
        mine[4] = (long)Math.Ceiling(elapsed.TotalMicroseconds);
        mine[5] = (long)rule.Burst + rule.MaxDebt;
        return new ScriptCall(SettleScript.Script, [names.Of(take.Partition)], arguments);
    }

    private static ScriptTime Back(in RateLimitTake take, int cost, TimeSpan elapsed)
    {
        if (cost >= take.Cost || take.Rule.Periods is not null) return default;
        // See LocalRateLimitStore: what would have refilled meanwhile does not come back. Whole ticks, rounded down.
        var ticks = Math.Min(take.Rule.Increment(take.Cost - cost).Ticks, take.Rule.Increment(take.Cost).Ticks - elapsed.Ticks);
        return ticks <= 0 ? default : ScriptTime.From(new GcraTime(ticks, 0), take.Rule.Gcra);
    }
}
