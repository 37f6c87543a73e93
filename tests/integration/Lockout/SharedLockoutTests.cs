using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Lockout;

/// <summary>Two gateways that share counts through a real Redis, and what becomes of attempts when it is killed.</summary>
public sealed class SharedLockoutTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly List<TempFolder> _folders = [];
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = LoginBackend.Start();
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        foreach (var folder in _folders) folder.Dispose();
    }

    [Fact]
    public async Task HundredGuessesAtOnce_OverTwoGateways_AtMostFiveReachTheBackend()
    {
        var gate = new TaskCompletionSource();
        _backend.Answer = request => LoginBackend.Check(request.BodyText) with { Gate = gate.Task };
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? first : second).Http1Async()));
        var answers = clients.Select((c, i) => c.RequestAsync(LoginBackend.Request("alice", $"guess {i}"))).ToList();
        await Eventually.Async(() => answers.Count(static a => a.IsCompleted) == 95 && _backend.Requests.Count == 5, Patience, "five are in flight, the rest is refused");
        gate.SetResult();
        Assert.Equal(new Dictionary<int, int> { [429] = 95, [401] = 5 }, (await Task.WhenAll(answers)).CountBy(static a => a.Status).ToDictionary());
        await Eventually.Async(() => Steps(first).Concat(Steps(second)).Count() == 1, Patience, "the lock is told once");
        Assert.Equal(429, (await first.LoginAsync("alice", "right")).Status);
        Assert.Equal(429, (await second.LoginAsync("alice", "right")).Status);
        Assert.Equal(200, (await second.LoginAsync("alice", "right", from: "127.0.0.2")).Status);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Lock_EndedByAnOperatorOnOneGateway_IsGoneOnTheOther()
    {
        var admin = RedisServer.FreePort();
        await using var first = await StartAsync($$"""{ "Admin": { "Port": {{admin}} } }""");
        await using var second = await StartAsync();
        await LockAsync(second, "alice");
        using var operators = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{admin}") };
        var list = await operators.GetFromJsonAsync<JsonElement>("/lockouts");
        var entry = Assert.Single(list.GetProperty("locks").EnumerateArray().ToList());
        Assert.Equal(("account-and-network", "login", "127.0.0.1", "redis"), (Text(entry, "limit"), Text(entry, "realm"), Text(entry, "network"), Text(entry, "store")));
        Assert.InRange(entry.GetProperty("remainingSeconds").GetInt64(), 290, 300);
        Assert.DoesNotContain("alice", list.ToString(), StringComparison.Ordinal);

        // 1. By its id.
        Assert.Equal(HttpStatusCode.NotFound, (await operators.PostAsync(new Uri($"/lockouts/{new string('0', 32)}/unlock", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await operators.PostAsync(new Uri("/lockouts/nonsense/unlock", UriKind.Relative), null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await operators.PostAsync(new Uri($"/lockouts/{Text(entry, "id")}/unlock", UriKind.Relative), null)).StatusCode);
        await Eventually.Async(async () => (await second.LoginAsync("alice", "right")).Status == 200, TimeSpan.FromSeconds(5), "it is gone within the second that locks are remembered");

        // 2. By account and address, as a user on the telephone has them.
        await LockAsync(second, "alice");
        Assert.Equal(HttpStatusCode.NotFound, (await UnlockAsync(new { route = "login", address = "127.0.0.9", account = "alice" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await UnlockAsync(new { route = "nowhere", address = "127.0.0.1", account = "alice" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await UnlockAsync(new { route = "login", address = "here", account = "alice" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await UnlockAsync(new { route = "login", address = "127.0.0.1", account = "Alice" })).StatusCode);
        await Eventually.Async(async () => (await second.LoginAsync("alice", "right")).Status == 200, TimeSpan.FromSeconds(5), "it is gone");
        Assert.Equal(2, first.Events.All.Count(static e => e is { Event: "lockout.unlocked", Consumer: "local", IsAudit: true }));

        Task<HttpResponseMessage> UnlockAsync(object body) => operators.PostAsJsonAsync(new Uri("/lockouts/unlock", UriKind.Relative), body);
    }

    [Fact]
    public async Task RedisKilled_LocalCountsInEachProcess_DenyAnswers503()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(401, (await gateway.LoginAsync("alice")).Status);
        await _redis.KillAsync();
        await Eventually.Async(async () => (await gateway.LoginAsync("alice", "right", "/strict")).Status == 503, Patience, "the outage is noticed");
        for (var guess = 0; guess < 5; guess++) Assert.Equal(401, (await gateway.LoginAsync("bob")).Status);
        Assert.Equal(429, (await gateway.LoginAsync("bob")).Status);
        Assert.Equal(200, (await gateway.LoginAsync("alice", "right")).Status);

        await _redis.RestartAsync();
        await Eventually.Async(async () => (await gateway.LoginAsync("alice", "right", "/strict")).Status == 200, Patience, "the store decides again");
        await LockAsync(gateway, "carol");
        Assert.Equal(429, (await gateway.LoginAsync("carol")).Status);
    }

    [Fact]
    public async Task RedisKilledWhileAnAttemptIsUnderWay_ItsFailureCounts()
    {
        var gate = new TaskCompletionSource();
        await using var gateway = await StartAsync();
        _backend.Answer = request => LoginBackend.Check(request.BodyText) with { Gate = gate.Task };
        var clients = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => gateway.Http1Async()));
        var answers = clients.Select(static c => c.RequestAsync(LoginBackend.Request("alice"))).ToList();
        await _backend.WaitForRequestsAsync(5);
        await _redis.KillAsync();
        gate.SetResult();
        Assert.All(await Task.WhenAll(answers), static a => Assert.Equal(401, a.Status));
        await Eventually.Async(() => Steps(gateway).Count() == 1, Patience, "the lock is in the process");
        Assert.Equal(429, (await gateway.LoginAsync("alice", "right")).Status);
        foreach (var client in clients) await client.DisposeAsync();
    }

    private static IEnumerable<string> Steps(RunningGateway gateway) =>
        gateway.Events.All.Where(static e => e.Event.StartsWith("request.lockout.", StringComparison.Ordinal)).Select(static e => e.Event);

    private static string? Text(JsonElement entry, string member) => entry.GetProperty(member).GetString();

    private static async Task LockAsync(RunningGateway gateway, string account)
    {
        for (var guess = 0; guess < 5; guess++) Assert.Equal(401, (await gateway.LoginAsync(account)).Status);
        await Eventually.Async(async () => (await gateway.LoginAsync(account, "right")).Headers["Retry-After"] is not null and not "1", Patience, "it is locked");
    }

    private async Task<RunningGateway> StartAsync(string more = "{}")
    {
        // One of its own: gateways watch their files.
        var folder = new TempFolder();
        _folders.Add(folder);
        // A generous budget: what is tested are counts, on a machine that may be busy.
        var configuration = new TestConfiguration(folder, _pki).Cluster(_backend.Address)
            .Gateway($$"""{ "Redis": { "ConnectionString": "{{_redis.Endpoint}}", "DecisionBudget": "2s", "PartitionSecret": "0123456789abcdef" } }""").Gateway(more);
        foreach (var (route, mode) in new[] { ("login", "Local"), ("strict", "Deny") })
        {
            configuration.Route(route, $"/{route}", $$"""
                { "Authentication": { "Anonymous": { "Reason": "a test" } },
                  "Lockout": { "AccountFrom": ["Json:/username"], "DelayAfter": 0, "LockAfter": 5, "OnStoreFailure": "{{mode}}" } }
                """);
        }

        var gateway = await RunningGateway.StartAsync(configuration);
        await Eventually.Async(() => gateway.Services.GetRequiredService<RedisStore>().IsConnected, Patience, "connected to Redis");
        return gateway;
    }
}
