using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>A draw as a run of <see cref="DrawScript"/>.</summary>
internal static class DrawMessage
{
    private const int ReplyLength = 7;

    public static ScriptCall Write(BucketRule rule, UInt128 partition, in DrawTerms terms, RedisValue replica, BucketNames names)
    {
        var arguments = new RedisValue[DrawScript.Arguments];
        ScriptCall.WriteRule(arguments, rule, terms.Debt);
        var mine = arguments.AsSpan(BucketScript.RuleArguments);
        mine[0] = terms.Cost;
        mine[1] = terms.Count;
        mine[2] = replica;
        mine[3] = terms.Sequence;
        mine[4] = terms.Base;
        mine[5] = terms.Back;
        mine[6] = terms.Kept;
        mine[7] = terms.Want;
        mine[8] = terms.Limit;
        mine[9] = terms.Batch;
        mine[10] = terms.Turn;
        mine[11] = terms.Live;
        mine[12] = terms.Most;
        return new ScriptCall(DrawScript.Script, [names.Of(partition)], arguments);
    }

    /// <exception cref="InvalidDataException">The reply is none of the script's.</exception>
    public static DrawReply Read(long[]? reply, BucketRule rule, in DrawTerms terms)
    {
        if (reply is not { Length: ReplyLength }) throw new InvalidDataException("The reply of the script has another length.");
        if (reply[0] == -1) return new(-1, 0, default, 0, 0);
        // The script decides, and never more than it was asked for.
        if (reply[0] < 0 || reply[0] > terms.Count || reply[1] < 0 || reply[1] > terms.Want || reply[6] is < 0 or > int.MaxValue) throw new InvalidDataException("The reply of the script contradicts itself.");
        return new((int)reply[0], (int)reply[1], new ScriptTime(reply[2], reply[3]).ToGcraTime(rule.Gcra), (int)reply[4], reply[5], (int)reply[6]);
    }
}
