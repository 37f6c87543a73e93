using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Windows;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Redis;

/// <summary>Leases of windows over real sockets and a real server.</summary>
public sealed partial class WindowLeaseTests : IAsyncLifetime
{
    private const int Limit = 8000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TwoGateways_AMonthsQuota_IsAdmittedExactly_ForFewCalls()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        RunningGateway[] gateways = [first, second, first, second, first, second];
        await SendAsync(gateways, 20);
        await _redis.CommandAsync("CONFIG", "RESETSTAT");

        const int Each = 1000;
        var admitted = await SendAsync(gateways, Each);
        var calls = await ScriptCallsAsync();

        Assert.Equal(gateways.Length * Each, admitted);
        Assert.InRange((double)calls / admitted, 0.0001, 0.05);
        admitted += gateways.Length * 20;
        await Eventually.Async(async () => (admitted += await SendAsync(gateways, 100)) >= Limit, Patience, "the quota is used up");
        admitted += await SendAsync(gateways, 50);
        Assert.Equal(Limit, admitted);
    }

    [Fact]
    public async Task Replica_Stopped_ItsPermitsAreThereForTheOthers()
    {
        await using var one = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        await using var two = await Replica.StartAsync(Replica.Options(_redis.Endpoint));
        var rule = new BucketRule("quota", 1000, TimeSpan.FromDays(366), 1000, [new(PartitionKeyKind.Address, "")], 64, 1, one.Limits.PartitionHashKey, new FixedWindow(TimeSpan.FromDays(366)));
        var admitted = 0;
        var leased = one.Get<LeasedRateLimitStore>().Table;
        await Eventually.Async(
            async () =>
            {
                if ((await one.TakeAsync(rule)).IsAdmitted) admitted++;
                return leased.Unspent > 10;
            },
            Patience,
            "a lease");
        await one.StopAsync();
        Assert.Equal(0, leased.Unspent);

        while ((await two.TakeAsync(rule)).IsAdmitted) admitted++;

        Assert.Equal(1000, admitted);
    }

    private static async Task<int> SendAsync(RunningGateway[] gateways, int each)
    {
        var admitted = await Task.WhenAll(gateways.Select(gateway => Task.Run(async () =>
        {
            await using var http = await gateway.Http1Async();
            var count = 0;
            for (var i = 0; i < each; i++)
            {
                var status = (await http.GetAsync("/quota", "localhost")).Status;
                Assert.True(status is 200 or 429, $"{status}");
                if (status == 200) count++;
            }

            return count;
        })));
        return admitted.Sum();
    }

    private async Task<int> ScriptCallsAsync() =>
        Calls().Matches(await _redis.CommandAsync("INFO", "commandstats")).Sum(m => int.Parse(m.Groups["calls"].ValueSpan, CultureInfo.InvariantCulture));

    private async Task<RunningGateway> StartAsync()
    {
        // A generous budget: what is counted are permits and calls, on a machine that may be busy.
        var configuration = new TestConfiguration(_folder, _pki)
            .Cluster(_backend.Address)
            .Gateway($$"""{ "Redis": { "ConnectionString": "{{_redis.Endpoint}}", "Replicas": 2, "DecisionBudget": "5s" } }""")
            .Route("quota", "/quota", $$"""
                { "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": { "month": {
                    "By": ["Address"], "Shared": true, "Algorithm": "FixedWindow", "Permits": {{Limit}}, "Period": "Month", "TimeZone": "Europe/Berlin" } } }
                """);
        var gateway = await RunningGateway.StartAsync(configuration);
        await Eventually.Async(() => gateway.Services.GetRequiredService<RedisStore>().IsConnected, Patience, "connected to Redis");
        return gateway;
    }

    [GeneratedRegex(@"cmdstat_eval(sha)?:calls=(?<calls>\d+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Calls();
}
