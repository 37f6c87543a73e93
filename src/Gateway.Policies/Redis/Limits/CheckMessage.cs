using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.RateLimit.Windows;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>An exact check as a run of <see cref="TakeScript"/>.</summary>
internal static class CheckMessage
{
    /// <param name="takes">The takes.</param>
    /// <param name="debts">For each, what was granted without the store.</param>
    /// <param name="names">Names of buckets.</param>
    /// <param name="server">The server's time, as far as it is known.</param>
    /// <param name="first">The same when the debts were collected; null for now.</param>
    /// <param name="isTimed">The reply ends with when it was taken, so that it can be given back.</param>
    public static ScriptCall Write(
        ReadOnlySpan<RateLimitTake> takes, ReadOnlySpan<int> debts, BucketNames names, DateTimeOffset server, DateTimeOffset? first = null, bool isTimed = false)
    {
        var keys = new RedisKey[takes.Length];
        var arguments = new RedisValue[takes.Length * TakeScript.ArgumentsPerTake];
        for (var i = 0; i < takes.Length; i++)
        {
            keys[i] = names.Of(takes[i].Partition);
            TakeArguments.Write(arguments.AsSpan(i * TakeScript.ArgumentsPerTake, TakeScript.ArgumentsPerTake), takes[i], Due(takes[i].Rule, debts[i], first ?? server, server), server);
        }

        return new ScriptCall(isTimed ? TakeScript.Timed : TakeScript.Script, keys, arguments);
    }

    // A window that ended on the way takes its debt with it. A clock that is corrected by more says nothing about windows.
    private static int Due(BucketRule rule, int debt, DateTimeOffset first, DateTimeOffset server) =>
        debt > 0 && rule.Periods is FixedWindow periods && server > first && server - first < TimeSpan.FromSeconds(1) && periods.At(server).Start > first.UtcTicks ? 0 : debt;

    /// <exception cref="InvalidDataException">The reply is none of the script's.</exception>
    public static CheckReply Read(long[]? reply, ReadOnlySpan<RateLimitTake> takes)
    {
        if (reply is null || reply.Length != (2 * takes.Length) + 1) throw new InvalidDataException("The reply of the script has another length.");
        var isAdmitted = true;
        var before = new GcraTime[takes.Length];
        for (var i = 0; i < takes.Length; i++)
        {
            var (rule, cost) = (takes[i].Rule, takes[i].Cost);
            var (first, second) = (reply[(2 * i) + 1], reply[(2 * i) + 2]);
            if (rule.Periods is not null)
            {
                before[i] = new(first * TimeSpan.TicksPerMicrosecond, (uint)Math.Clamp(second, 0, uint.MaxValue));
                isAdmitted &= second + cost <= rule.Burst;
                continue;
            }

            before[i] = new ScriptTime(first, second).ToGcraTime(rule.Gcra);
            isAdmitted &= rule.Gcra.TryTake(before[i], 0, rule.Increment(cost), out _, out _);
        }

        // The script decides; figures that say otherwise are not its.
        if (isAdmitted != (reply[0] == 1)) throw new InvalidDataException("The reply of the script contradicts itself.");
        return new(isAdmitted, before);
    }
}
