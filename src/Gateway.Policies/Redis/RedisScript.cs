using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Gateway.Policies.Redis;

/// <summary>A script that the server keeps: named by its digest, sent in full only to a server that does not have it.</summary>
[SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "Redis names scripts by SHA-1; nothing relies on it.")]
internal sealed class RedisScript(string text)
{
    private readonly byte[] _digest = SHA1.HashData(Encoding.UTF8.GetBytes(text));

    public async Task<long[]?> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments) =>
        (long[]?)await EvaluateAsync(database, keys, arguments).ConfigureAwait(false);

    /// <summary>For answers that are not whole numbers alone.</summary>
    public async Task<RedisResult> EvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_digest, keys, arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server restarted or its cache was flushed. EVAL runs the script and keeps it; within the same budget.
            object[] whole = [text, keys.Length, .. keys.Select(static k => (object)k), .. arguments.Select(static a => (object)a)];
            return await database.ExecuteAsync("EVAL", whole, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
    }
}
