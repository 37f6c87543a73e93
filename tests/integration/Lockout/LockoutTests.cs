using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;
using Gateway.Policies.Lockout.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Lockout;

/// <summary>A login route with Lockout, counted in the process; the clock is the test's.</summary>
public sealed partial class LockoutTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly FakeClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly RecordingBackend _backend = LoginBackend.Start();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task HundredGuessesAtOnce_LockAfterFive_AtMostFiveReachTheBackend()
    {
        var gate = new TaskCompletionSource();
        _backend.Answer = request => LoginBackend.Check(request.BodyText) with { Gate = gate.Task };
        await using var gateway = await StartAsync("\"DelayAfter\": 0, \"LockAfter\": 5");
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gateway.Http1Async()));
        var answers = clients.Select((c, i) => c.RequestAsync(LoginBackend.Request("alice", $"guess {i}"))).ToList();
        await Eventually.Async(() => answers.Count(static a => a.IsCompleted) == 95 && _backend.Requests.Count == 5, Patience, "five are in flight, the rest is refused");

        gate.SetResult();
        var statuses = (await Task.WhenAll(answers)).CountBy(static a => a.Status).ToDictionary();
        Assert.Equal(new Dictionary<int, int> { [429] = 95, [401] = 5 }, statuses);
        Assert.Equal(429, (await gateway.LoginAsync("alice", "right")).Status);
        Assert.Equal(5, _backend.Requests.Count);
        Assert.Equal(1, gateway.Events.All.Count(static e => e.Event == "request.lockout.locked"));
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Guesses_OneAfterTheOther_WaitLongerAndAreThenLockedOutLonger()
    {
        await using var gateway = await StartAsync("\"DelayAfter\": 2, \"FirstDelay\": \"1s\", \"MaxDelay\": \"4s\", \"LockAfter\": 6, \"LockFor\": \"10m\", \"MaxLockFor\": \"15m\"");
        var waits = new List<int>();
        for (var guess = 0; guess < 6; guess++)
        {
            Assert.Equal(401, (await gateway.LoginAsync("alice")).Status);
            if (guess == 0) continue;
            waits.Add(await WaitAsync(gateway));
            if (guess < 5)
            {
                _clock.Advance(TimeSpan.FromSeconds(waits[^1]) - TimeSpan.FromMilliseconds(1));
                Assert.Equal(429, (await gateway.LoginAsync("alice")).Status);
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }
        }

        Assert.Equal([1, 2, 4, 4, 600], waits);
        _clock.Advance(TimeSpan.FromMinutes(10));
        for (var guess = 0; guess < 6; guess++)
        {
            Assert.Equal(401, (await gateway.LoginAsync("alice")).Status);
            _clock.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.Equal(896, await WaitAsync(gateway));
        Assert.Equal(
            ["request.lockout.delayed", "request.lockout.locked", "request.lockout.ended", "request.lockout.delayed", "request.lockout.extended"],
            Steps(gateway).Select(static e => e.Event));
        Assert.All(Steps(gateway), static e => Assert.Equal(("account-and-network", "login", "127.0.0.1"), (e.Reason, e.Route, e.ClientAddress)));
        Assert.All(Steps(gateway), static e => Assert.DoesNotContain("alice", e.ToString(), StringComparison.Ordinal));
        Assert.Contains("locked for 10m; id ", Steps(gateway)[1].Note, StringComparison.Ordinal);
        Assert.Contains("lock 2, for 15m; id ", Steps(gateway)[4].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_OfAnAccountThatThereIsNot_LooksTheSame()
    {
        await using var gateway = await StartAsync("\"DelayAfter\": 1, \"LockAfter\": 3");
        var answers = new Dictionary<string, List<string>>();
        foreach (var account in (string[])["alice", "nobody"])
        {
            answers[account] = [];
            for (var guess = 0; guess < 6; guess++)
            {
                var answer = await gateway.LoginAsync(account);
                answers[account].Add(Varying().Replace(answer.ToString(), ""));
                if (guess < 2) _clock.Advance(TimeSpan.FromSeconds(2));
            }
        }

        Assert.Contains("Retry-After: 300", answers["alice"][^1], StringComparison.Ordinal);
        Assert.Equal(answers["alice"], answers["nobody"]);
    }

    [Fact]
    public async Task Lock_OfAnAccount_HoldsInItsNetworkAloneAndForThatAccount()
    {
        await using var gateway = await StartAsync("\"DelayAfter\": 0, \"LockAfter\": 2");
        for (var guess = 0; guess < 2; guess++) await gateway.LoginAsync("alice", from: "127.0.0.2");
        Assert.Equal(429, (await gateway.LoginAsync("alice", "right", from: "127.0.0.2")).Status);
        // The spellings of one account are one.
        Assert.Equal(429, (await gateway.LoginAsync(" ALICE ", "right", from: "127.0.0.2")).Status);
        Assert.Equal(429, (await gateway.LoginAsync("ＡLICE", "right", from: "127.0.0.2")).Status);
        Assert.Equal(401, (await gateway.LoginAsync("bob", from: "127.0.0.2")).Status);
        Assert.Equal(200, (await gateway.LoginAsync("alice", "right", from: "127.0.0.3")).Status);
    }

    [Fact]
    public async Task Success_ClearsTheAccountButNotTheNetwork()
    {
        await using var gateway = await StartAsync("\"DelayAfter\": 0, \"LockAfter\": 3, \"Network\": { \"DelayAfter\": 0, \"LockAfter\": 5 }");
        for (var round = 0; round < 2; round++)
        {
            for (var guess = 0; guess < 2; guess++) Assert.Equal(401, (await gateway.LoginAsync("alice")).Status);
            Assert.Equal(200, (await gateway.LoginAsync("alice", "right")).Status);
        }

        Assert.Equal(401, (await gateway.LoginAsync("bob")).Status);
        Assert.Equal(429, (await gateway.LoginAsync("alice", "right")).Status);
        var locked = Assert.Single(Steps(gateway));
        Assert.Equal(("request.lockout.locked", "network"), (locked.Event, locked.Reason));
        Assert.Contains("network 127.0.0.1", locked.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Success_OfARequestThatNamesNobody_ClearsNothing()
    {
        await using var gateway = await StartAsync("\"DelayAfter\": 0, \"LockAfter\": 3, \"MaxBodyBytes\": 128");
        // Too long to be read: these guesses at alice count together with whatever else names nobody.
        var hidden = new string('x', 200);
        for (var guess = 0; guess < 2; guess++) Assert.Equal(401, (await gateway.LoginAsync("alice", hidden + guess)).Status);
        // The guesser's own account, hidden likewise.
        _backend.Answer = static _ => BackendResponse.Ok("welcome");
        Assert.Equal(200, (await gateway.LoginAsync("mallory", hidden)).Status);
        _backend.Answer = static _ => BackendResponse.Of(401);
        Assert.Equal(401, (await gateway.LoginAsync("alice", hidden)).Status);
        Assert.Equal(429, (await gateway.LoginAsync("alice", hidden)).Status);
    }

    [Fact]
    public async Task Attempt_WithoutAnAnswer_CountsOnlyWhenTheClientHungUp()
    {
        var gate = new TaskCompletionSource();
        await using var gateway = await StartAsync("\"DelayAfter\": 0, \"LockAfter\": 2");
        // 1. The backend fails: nothing is held against the client.
        _backend.Answer = static _ => BackendResponse.CloseWithoutAnswer();
        for (var attempt = 0; attempt < 4; attempt++) Assert.Equal(502, (await gateway.LoginAsync("alice")).Status);
        // 2. A status that says neither.
        _backend.Answer = static _ => BackendResponse.Of(500);
        for (var attempt = 0; attempt < 4; attempt++) Assert.Equal(500, (await gateway.LoginAsync("alice")).Status);
        Assert.Equal(0, Counts(gateway));
        // 3. The client hangs up while the backend thinks about it.
        _backend.Answer = _ => BackendResponse.Of(401) with { Gate = gate.Task };
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var before = _backend.Requests.Count;
            await using var client = await gateway.Http1Async();
            await client.SendAsync(LoginBackend.Request("alice"));
            await _backend.WaitForRequestsAsync(before + 1);
            client.Abort();
            await Eventually.Async(() => Steps(gateway).Count + Counts(gateway) == 2 + attempt, Patience, "it is counted");
        }

        Assert.Equal("request.lockout.locked", Assert.Single(Steps(gateway)).Event);
        Assert.Equal(429, (await gateway.LoginAsync("alice")).Status);
        gate.SetResult();
    }

    [Fact]
    public async Task Body_OfAnAttempt_ArrivesWhole()
    {
        await using var gateway = await StartAsync("\"LockAfter\": 5, \"MaxBodyBytes\": 128");
        await gateway.LoginAsync("alice", "right");
        var longOne = new string('x', 100_000);
        await gateway.LoginAsync("alice", longOne);
        var bodies = (await _backend.WaitForRequestsAsync(2)).Select(static r => r.BodyText).ToList();
        Assert.Equal("""{"username":"alice","password":"right"}""", bodies[0]);
        Assert.Equal($$"""{"username":"alice","password":"{{longOne}}"}""", bodies[1]);
    }

    [Fact]
    public async Task ReportMode_CountsAndLetsPass()
    {
        await using var gateway = await StartAsync("\"DelayAfter\": 0, \"LockAfter\": 2, \"Mode\": \"Report\"");
        for (var guess = 0; guess < 4; guess++) Assert.Equal(401, (await gateway.LoginAsync("alice")).Status);
        Assert.Equal(200, (await gateway.LoginAsync("alice", "right")).Status);
        Assert.Equal(3, gateway.Events.All.Count(static e => e is { Event: "request.reported", Reason: "locked-out" }));
        Assert.Equal("request.lockout.locked", Assert.Single(Steps(gateway)).Event);
        Assert.Equal(1, Counts(gateway));
    }

    [Fact]
    public async Task GetOfTheLoginPage_IsNoAttempt()
    {
        _backend.Answer = static _ => BackendResponse.Ok("a form");
        await using var gateway = await StartAsync("\"LockAfter\": 1");
        await using var client = await gateway.Http1Async();
        Assert.Equal(200, (await client.GetAsync("/login")).Status);
        Assert.Equal(0, Counts(gateway));
    }

    private static List<SecurityEvent> Steps(RunningGateway gateway) =>
        [.. gateway.Events.All.Where(static e => e.Event.StartsWith("request.lockout.", StringComparison.Ordinal))];

    private static int Counts(RunningGateway gateway) => gateway.Services.GetRequiredService<LockoutTable>().Count;

    // What the next attempt, which is refused, is told to wait.
    private static async Task<int> WaitAsync(RunningGateway gateway)
    {
        var answer = await gateway.LoginAsync("alice", "right");
        Assert.Equal(429, answer.Status);
        return int.Parse(answer.Headers["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<RunningGateway> StartAsync(string lockout)
    {
        var configuration = new TestConfiguration(_folder, _pki).Cluster(_backend.Address).Route("login", "/login", $$"""
            { "Authentication": { "Anonymous": { "Reason": "a test" } }, "Lockout": { "AccountFrom": ["Json:/username"], {{lockout}} } }
            """);
        return RunningGateway.StartAsync(configuration, _clock);
    }

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"|Date: [^\r\n]*", RegexOptions.NonBacktracking)]
    private static partial Regex Varying();
}
