using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>An exact check as a run of <see cref="TakeScript"/>.</summary>
internal static class CheckMessage
{
    public static ScriptCall Write(ReadOnlySpan<RateLimitTake> takes, ReadOnlySpan<int> debts, BucketNames names)
    {
        var keys = new RedisKey[takes.Length];
        var arguments = new RedisValue[takes.Length * TakeScript.ArgumentsPerTake];
        for (var i = 0; i < takes.Length; i++)
        {
            var (rule, partition, cost) = takes[i];
            keys[i] = names.Of(partition);
            var mine = arguments.AsSpan(i * TakeScript.ArgumentsPerTake, TakeScript.ArgumentsPerTake);
            ScriptCall.WriteRule(mine, rule, debts[i]);
            mine[BucketScript.RuleArguments] = cost;
        }

        return new ScriptCall(TakeScript.Script, keys, arguments);
    }

    /// <exception cref="InvalidDataException">The reply is none of the script's.</exception>
    public static CheckReply Read(long[]? reply, ReadOnlySpan<RateLimitTake> takes)
    {
        if (reply is null || reply.Length != (2 * takes.Length) + 1) throw new InvalidDataException("The reply of the script has another length.");
        var isAdmitted = true;
        var before = new GcraTime[takes.Length];
        for (var i = 0; i < takes.Length; i++)
        {
            var gcra = takes[i].Rule.Gcra;
            before[i] = new ScriptTime(reply[(2 * i) + 1], reply[(2 * i) + 2]).ToGcraTime(gcra);
            isAdmitted &= gcra.TryTake(before[i], 0, takes[i].Rule.Increment(takes[i].Cost), out _, out _);
        }

        // The script decides; figures that say otherwise are not its.
        if (isAdmitted != (reply[0] == 1)) throw new InvalidDataException("The reply of the script contradicts itself.");
        return new(isAdmitted, before);
    }
}
