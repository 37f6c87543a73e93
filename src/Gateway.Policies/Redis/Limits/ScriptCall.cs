using System.Globalization;
using Gateway.Policies.RateLimit;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>The takes of one request as keys and arguments of <see cref="GcraScript"/>, and its reply as a verdict.</summary>
internal sealed class ScriptCall
{
    private readonly RateLimitTake[] _takes;

    public ScriptCall(string keyPrefix, RateLimitTake[] takes)
    {
        _takes = takes;
        Keys = new RedisKey[takes.Length];
        Arguments = new RedisValue[takes.Length * GcraScript.ArgumentsPerTake];
        for (var i = 0; i < takes.Length; i++)
        {
            var (rule, partition, cost) = takes[i];
            Keys[i] = string.Create(CultureInfo.InvariantCulture, $"{keyPrefix}{partition:x32}");
            var increment = ScriptTime.From(rule.Increment(cost), rule.Gcra);
            var tolerance = ScriptTime.From(rule.Gcra.Tolerance, rule.Gcra);
            var at = i * GcraScript.ArgumentsPerTake;
            Arguments[at] = increment.Microseconds;
            Arguments[at + 1] = increment.Parts;
            Arguments[at + 2] = tolerance.Microseconds;
            Arguments[at + 3] = tolerance.Parts;
            Arguments[at + 4] = ScriptTime.PartsPerMicrosecond(rule.Gcra);
        }
    }

    public RedisKey[] Keys { get; }

    public RedisValue[] Arguments { get; }

    /// <summary>For EVAL, as <see cref="IDatabaseAsync.ExecuteAsync(string, object[])"/> wants them: keys as keys, so that a cluster is routed by them.</summary>
    public object[] EvalArguments() =>
        [GcraScript.Text, Keys.Length, .. Keys.Select(static k => (object)k), .. Arguments.Select(static a => (object)a)];

    /// <summary>What the script decided, with the figures that <see cref="LocalRateLimitStore"/> would give.</summary>
    /// <exception cref="InvalidDataException">The reply is none of the script's.</exception>
    public RateLimitVerdict Read(long[]? reply)
    {
        if (reply is null || reply.Length != (2 * _takes.Length) + 1) throw new InvalidDataException("The reply of the script has another length.");
        var verdict = new VerdictBuilder(now: 0);
        for (var i = 0; i < _takes.Length; i++)
        {
            ref readonly var take = ref _takes[i];
            var gcra = take.Rule.Gcra;
            var before = new ScriptTime(reply[(2 * i) + 1], reply[(2 * i) + 2]).ToGcraTime(gcra);
            if (gcra.TryTake(before, 0, take.Rule.Increment(take.Cost), out var after, out var wait)) verdict.Admit(i, take, after);
            else verdict.Refuse(i, gcra.Remaining(before, 0), wait, after.Ticks + (after.Part > 0 ? 1 : 0));
        }

        // The script decides; figures that say otherwise are not its.
        if (verdict.IsAdmitted != (reply[0] == 1)) throw new InvalidDataException("The reply of the script contradicts itself.");
        return verdict.Build(overflowed: false);
    }
}
