using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Limits;
using StackExchange.Redis;

namespace Gateway.IntegrationTests.Redis;

/// <summary>The scripts on a real server, with a clock that only the test moves.</summary>
internal sealed class ScriptRunner : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;

    private ScriptRunner(RedisServer redis, ConnectionMultiplexer multiplexer) => (_redis, _multiplexer, _database) = (redis, multiplexer, multiplexer.GetDatabase());

    public static async Task<ScriptRunner> StartAsync()
    {
        var redis = await RedisServer.StartAsync();
        return new(redis, await ConnectionMultiplexer.ConnectAsync(redis.Endpoint));
    }

    public async Task<CheckReply> CheckAsync(string prefix, RateLimitTake[] takes, int[] debts, long microseconds) =>
        CheckMessage.Read(await RunAsync(CheckMessage.Write(takes, debts, Names(prefix), DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)), microseconds), takes);

    /// <summary>A take that may have to be given back, and when it was; null when it was refused.</summary>
    public async Task<long?> TakeAsync(string prefix, RateLimitTake take, long microseconds)
    {
        RateLimitTake[] takes = [take];
        var call = CheckMessage.Write(takes, [0], Names(prefix), DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds), isTimed: true);
        return await RunAsync(call, microseconds) is [.. var levels, var takenAt] && CheckMessage.Read(levels, takes).IsAdmitted ? takenAt : null;
    }

    public Task<long[]?> ReturnAsync(string prefix, RateLimitTake take, long takenAt, long microseconds) =>
        RunAsync(ReturnMessage.Write([take], takenAt, TimeSpan.Zero, Names(prefix), DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)), microseconds);

    public Task<long[]?> SettleAsync(string prefix, RateLimitTake take, int cost, TimeSpan elapsed, long microseconds) =>
        RunAsync(SettleMessage.Write(take, cost, elapsed, Names(prefix), DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)), microseconds);

    public async Task<DrawReply> DrawAsync(string prefix, BucketRule rule, UInt128 partition, string replica, DrawTerms terms, long microseconds) =>
        rule.Periods is not null
            ? WindowDrawMessage.Read(await RunAsync(WindowDrawMessage.Write(rule, partition, terms, replica, Names(prefix), DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)), microseconds), terms)
            : DrawMessage.Read(await RunAsync(DrawMessage.Write(rule, partition, terms, replica, Names(prefix)), microseconds), rule, terms);

    /// <summary>What is kept of a bucket; null for nothing.</summary>
    public async Task<string?> ValueAsync(string prefix, UInt128 partition) => await _database.StringGetAsync(Names(prefix).Of(partition));

    public Task WriteAsync(string prefix, UInt128 partition, string value) => _database.StringSetAsync(Names(prefix).Of(partition), value);

    public async ValueTask DisposeAsync()
    {
        await _multiplexer.CloseAsync(allowCommandsToComplete: false);
        await _redis.DisposeAsync();
    }

    private async Task<long[]?> RunAsync(ScriptCall call, long microseconds)
    {
        // The clock of the test stands still while the server's goes on: nothing may expire meanwhile.
        var script = call.Script.WithTime("{ARGV[#ARGV - 1], ARGV[#ARGV]}").Replace("/ 1000) + 1000)", "/ 1000) + 3600000)", StringComparison.Ordinal);
        Assert.Contains("3600000", script, StringComparison.Ordinal);
        object[] time = [(RedisValue)(microseconds / 1_000_000), (RedisValue)(microseconds % 1_000_000)];
        object[] arguments = [.. call.EvalArguments(), .. time];
        arguments[0] = script;
        return (long[]?)await _database.ExecuteAsync("EVAL", arguments);
    }

    private static BucketNames Names(string prefix) => new(new RedisOptions { Prefix = prefix });
}
