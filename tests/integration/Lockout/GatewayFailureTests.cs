using System.Text;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Lockout.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Lockout;

/// <summary>Lockout for credentials that the gateway itself verifies, beside and in place of the budget of failures; and Basic authentication of a backend.</summary>
public sealed class GatewayFailureTests : IAsyncLifetime
{
    private const string Pepper = "0123456789abcdef0123456789abcdef";
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly FakeClock _clock = new(TimeProvider.System.GetUtcNow());
    private readonly RecordingBackend _backend = RecordingBackend.Start();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Guesses_AtTheSecretOfAKey_LockItsIdInTheirNetwork()
    {
        var key = Create();
        var other = Create();
        await using var gateway = await StartAsync(""" "Failures": ["Gateway"], "DelayAfter": 0, "LockAfter": 4 """);
        for (var guess = 0; guess < 4; guess++) Assert.Equal(401, await StatusAsync(gateway, Wrong(key, guess)));
        Assert.Equal(429, await StatusAsync(gateway, key));
        Assert.Equal(200, await StatusAsync(gateway, key, "127.0.0.2"));
        Assert.Equal(200, await StatusAsync(gateway, other));
        var locked = Assert.Single(gateway.Events.All, static e => e.Event == "request.lockout.locked");
        Assert.DoesNotContain(key[..19], locked.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Success_LeavesNothingInFlight_AndRequestsWithoutACredentialAreNoAttempts()
    {
        var key = Create();
        await using var gateway = await StartAsync(""" "Failures": ["Gateway"], "DelayAfter": 0, "LockAfter": 2 """);
        var gate = new TaskCompletionSource();
        _backend.Answer = _ => BackendResponse.Ok() with { Gate = gate.Task };
        // Verified at once: what is in flight at the backend is no attempt any more.
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.Http1Async()));
        var answers = clients.Select(c => c.GetAsync("/partners", "localhost", ("X-Api-Key", key))).ToList();
        await _backend.WaitForRequestsAsync(10);
        gate.SetResult();
        Assert.All(await Task.WhenAll(answers), static a => Assert.Equal(200, a.Status));
        for (var i = 0; i < 5; i++) Assert.Equal(401, await StatusAsync(gateway, null));
        Assert.Equal(0, gateway.Services.GetRequiredService<LockoutTable>().Count);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Theory]
    [InlineData("Enforce", 0)]
    [InlineData("Report", 1)]
    public async Task Budget_StandsBackWhereLockoutEnforces(string mode, int budgetRefusals)
    {
        var key = Create();
        await using var gateway = await StartAsync($$""" "Failures": ["Gateway"], "DelayAfter": 0, "LockAfter": 100, "Mode": "{{mode}}" """, """ "FailureBudget": { "Permits": 3 }, """);
        for (var guess = 0; guess < 3; guess++) Assert.Equal(401, await StatusAsync(gateway, Wrong(key, guess)));
        Assert.Equal(budgetRefusals == 0 ? 401 : 429, await StatusAsync(gateway, Wrong(key, 3)));
        Assert.Equal(budgetRefusals, gateway.Events.All.Count(static e => e.Reason == "failure-budget-exhausted"));
    }

    [Fact]
    public async Task BackendRefusals_NeverChargeTheBudget_AndGatewayRefusalsAreNotTheBackends()
    {
        var key = Create();
        await using var gateway = await StartAsync(""" "GuardedMethods": ["GET"], "DelayAfter": 0, "LockAfter": 100, "Network": { "DelayAfter": 0, "LockAfter": 4 } """, """ "FailureBudget": { "Permits": 2 }, """);
        // 401s of the gateway: the network is not locked.
        for (var guess = 0; guess < 6; guess++) await StatusAsync(gateway, Wrong(key, guess), "127.0.0.2");
        _backend.Answer = static _ => BackendResponse.Of(403);
        for (var guess = 0; guess < 4; guess++) Assert.Equal(403, await StatusAsync(gateway, key));
        Assert.Equal(429, await StatusAsync(gateway, key));
        var locked = Assert.Single(gateway.Events.All, static e => e.Event.StartsWith("request.lockout.", StringComparison.Ordinal));
        Assert.Equal(("network", "127.0.0.1"), (locked.Reason, locked.ClientAddress));
    }

    [Fact]
    public async Task Basic_OfABackend_GuardsEveryMethod()
    {
        _backend.Answer = static r => BackendResponse.Of(r.Headers["Authorization"] == Basic("alice", "right") ? 200 : 401);
        var configuration = new TestConfiguration(_folder, _pki).Cluster(_backend.Address)
            .Route("files", "/files", """{ "Authentication": { "Anonymous": { "Reason": "the backend asks" } }, "Lockout": { "AccountFrom": ["Basic"], "DelayAfter": 0, "LockAfter": 3 } }""");
        await using var gateway = await RunningGateway.StartAsync(configuration, _clock);
        await using var client = await gateway.Http1Async();
        for (var guess = 0; guess < 3; guess++) Assert.Equal(401, (await client.GetAsync("/files", "localhost", ("Authorization", Basic(guess % 2 == 0 ? "alice" : "ALICE", $"{guess}")))).Status);
        Assert.Equal(429, (await client.GetAsync("/files", "localhost", ("Authorization", Basic("alice", "right")))).Status);
        Assert.Equal(401, (await client.GetAsync("/files", "localhost", ("Authorization", Basic("bob", "right")))).Status);
    }

    private static string Basic(string name, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    // The id of the key with another secret. The checksum is wrong as well, which is for the gateway to find out.
    private static string Wrong(string key, int guess) => key[..^49] + string.Concat(Enumerable.Repeat((char)('a' + guess), 49));

    private static async Task<int> StatusAsync(RunningGateway gateway, string? key, string? from = null)
    {
        await using var client = await RawHttp1Connection.ConnectAsync(gateway.HttpsPort, new ClientTls(), from: from is null ? null : System.Net.IPAddress.Parse(from));
        return (await (key is null ? client.GetAsync("/partners") : client.GetAsync("/partners", "localhost", ("X-Api-Key", key)))).Status;
    }

    private string Create() => new ApiKeyFile(_folder.PathOf("partners.keys.json"), TimeProvider.System).Create("gw", Pepper, new NewApiKey("acme")).Text;

    private Task<RunningGateway> StartAsync(string lockout, string authentication = "")
    {
        var configuration = new TestConfiguration(_folder, _pki).Cluster(_backend.Address)
            .Gateway($$"""{ "ApiKeys": { "partners": { "Path": "partners.keys.json", "Pepper": "{{Pepper}}" } } }""")
            .Route("partners", "/partners", $$"""
                { "Authentication": { {{authentication}} "Schemes": ["ApiKey:partners"] }, "Authorization": { "AnyAuthenticated": true }, "Lockout": { {{lockout}} } }
                """);
        return RunningGateway.StartAsync(configuration, _clock);
    }
}
