using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>A draw as a run of <see cref="WindowDrawScript"/>.</summary>
internal static class WindowDrawMessage
{
    private const int ReplyLength = 9;

    /// <param name="rule">The limit.</param>
    /// <param name="partition">The key.</param>
    /// <param name="terms">What is told and asked.</param>
    /// <param name="replica">Who asks.</param>
    /// <param name="names">Names of buckets.</param>
    /// <param name="server">The server's time, as far as it is known.</param>
    /// <param name="first">The same when the debt was collected; null for now.</param>
    public static ScriptCall Write(BucketRule rule, UInt128 partition, in DrawTerms terms, RedisValue replica, BucketNames names, DateTimeOffset server, DateTimeOffset? first = null)
    {
        var arguments = new RedisValue[WindowDrawScript.Arguments];
        TakeArguments.Write(arguments, new(rule, partition, terms.Cost), TakeArguments.Due(rule, terms.Debt, first ?? server, server), server);
        var mine = arguments.AsSpan(TakeScript.ArgumentsPerTake);
        mine[0] = terms.Count;
        mine[1] = replica;
        mine[2] = terms.Sequence;
        mine[3] = terms.Base;
        mine[4] = terms.Back;
        mine[5] = terms.Kept;
        mine[6] = terms.Want;
        mine[7] = terms.Limit;
        return new ScriptCall(WindowDrawScript.Script, [names.Of(partition)], arguments);
    }

    /// <exception cref="InvalidDataException">The reply is none of the script's.</exception>
    public static DrawReply Read(long[]? reply, in DrawTerms terms)
    {
        if (reply is not { Length: ReplyLength }) throw new InvalidDataException("The reply of the script has another length.");
        if (reply[0] == -1) return new(-1, 0, default, 0, 0);
        // The script decides, and never more than it was asked for.
        if (reply[0] < 0 || reply[0] > terms.Count || reply[1] < 0 || reply[1] > terms.Want || reply[6] < 0) throw new InvalidDataException("The reply of the script contradicts itself.");
        var before = new GcraTime(reply[2] * TimeSpan.TicksPerMicrosecond, (uint)Math.Clamp(reply[3], 0, uint.MaxValue));
        return new((int)reply[0], (int)reply[1], before, (int)reply[4], reply[5])
        {
            Window = new(reply[8], reply[6] * TimeSpan.TicksPerMicrosecond, reply[7] * TimeSpan.TicksPerMicrosecond),
        };
    }
}
