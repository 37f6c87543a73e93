using Gateway.Policies.RateLimit;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Limits;

/// <summary>One run of a script.</summary>
internal sealed class ScriptCall(BucketScript script, RedisKey[] keys, RedisValue[] arguments)
{
    public BucketScript Script => script;

    public RedisKey[] Keys => keys;

    public RedisValue[] Arguments => arguments;

    /// <summary>For EVAL, as <see cref="IDatabaseAsync.ExecuteAsync(string, object[])"/> wants them: keys as keys, so that a cluster is routed by them.</summary>
    public object[] EvalArguments() =>
        [script.Text, keys.Length, .. keys.Select(static k => (object)k), .. arguments.Select(static a => (object)a)];

    public async Task<long[]?> RunAsync(IDatabase database)
    {
        try
        {
            return (long[]?)await database.ScriptEvaluateAsync(script.Digest, keys, arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server restarted or its cache was flushed. EVAL runs the script and keeps it; within the same budget.
            return (long[]?)await database.ExecuteAsync("EVAL", EvalArguments(), CommandFlags.DemandMaster).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what every key begins with.</summary>
    public static void WriteRule(Span<RedisValue> arguments, BucketRule rule, int debt)
    {
        var gcra = rule.Gcra;
        var interval = ScriptTime.From(gcra.Increment(1), gcra);
        var tolerance = ScriptTime.From(gcra.Tolerance, gcra);
        arguments[0] = interval.Microseconds;
        arguments[1] = interval.Parts;
        arguments[2] = tolerance.Microseconds;
        arguments[3] = tolerance.Parts;
        arguments[4] = ScriptTime.PartsPerMicrosecond(gcra);
        arguments[5] = debt;
        var ceiling = ScriptTime.From(rule.MaxDebt == 0 ? gcra.Tolerance : gcra.Add(gcra.Tolerance, gcra.Increment(rule.MaxDebt)), gcra);
        arguments[6] = ceiling.Microseconds;
        arguments[7] = ceiling.Parts;
    }
}
