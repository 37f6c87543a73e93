using Gateway.IntegrationTests.Lockout;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>gateway lockout against a gateway that runs, with keys.</summary>
public sealed class LockoutCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lockout_ListsAndUnlocks_WithAKeyThatMay()
    {
        var writer = await CreateKeyAsync("admin:lockouts:write");
        var reader = await CreateKeyAsync("admin:lockouts:read");
        await using var backend = LoginBackend.Start();
        var configuration = new TestConfiguration(_folder, _pki).Cluster(backend.Address)
            .Gateway($$"""
                {
                  "Admin": { "Port": {{RedisServer.FreePort()}}, "ApiKeys": "operators" },
                  "ApiKeys": { "operators": { "Path": "operators.keys.json", "Pepper": "{{new string('p', 32)}}" } }
                }
                """)
            .Route("login", "/login", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Lockout": { "AccountFrom": ["Json:/username"], "DelayAfter": 0, "LockAfter": 2 } }""");
        await using var gateway = await RunningGateway.StartAsync(configuration);
        for (var guess = 0; guess < 2; guess++) await gateway.LoginAsync("alice");
        string[] config = ["--config", gateway.ConfigurationPath];
        string[] list = ["lockout", "list", .. config, "--admin-key-file", _folder.Write("reader", reader)];
        string[] unlock = ["lockout", "unlock", .. config, "--admin-key-file", _folder.Write("writer", writer)];

        var listed = await GatewayProcess.RunAsync(_folder, list);
        Assert.True(listed.ExitCode == 0, listed.Errors);
        Assert.Matches("^ID +LIMIT +REALM +NETWORK +ENDS IN +LOCKS +STORE\n[0-9a-f]{32}  account-and-network  login +127.0.0.1 +(5m|2[0-9]{2}s) +1 +process\n$", listed.Output);
        var denied = await GatewayProcess.RunAsync(_folder, ["lockout", "unlock", new string('0', 32), .. config, "--admin-key-file", _folder.PathOf("reader")]);
        Assert.Equal(3, denied.ExitCode);
        Assert.Contains("403, the key lacks the scope admin:lockouts:write", denied.Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await GatewayProcess.RunAsync(_folder, [.. unlock, "--route", "login"])).ExitCode);
        var none = await GatewayProcess.RunAsync(_folder, [.. unlock, "--route", "login", "--address", "127.0.0.1"]);
        Assert.Equal(1, none.ExitCode);
        Assert.StartsWith("gateway lockout: No such lock: gateway lockout list", none.Errors, StringComparison.Ordinal);
        var misspelled = await GatewayProcess.RunAsync(_folder, [.. unlock, "--route", "logn", "--address", "127.0.0.1"]);
        Assert.Equal((1, "gateway lockout: Invalid request: route: found \"logn\"; allowed: a route with Lockout (login)\n"), (misspelled.ExitCode, misspelled.Errors));

        var done = await GatewayProcess.RunAsync(_folder, [.. unlock, "--route", "login", "--address", "127.0.0.1", "--account", "Alice"]);
        Assert.Equal((0, $"unlocked: {listed.Output.Split('\n')[1][..32]}\n", ""), done);
        Assert.Equal("Nobody is locked out.\n", (await GatewayProcess.RunAsync(_folder, list)).Output);
        Assert.Equal(200, (await gateway.LoginAsync("alice", "right")).Status);
        Assert.Single(gateway.Events.All, static e => e is { Event: "lockout.unlocked", Consumer: "ops" });
    }

    private async Task<string> CreateKeyAsync(string scope)
    {
        var run = await GatewayProcess.RunAsync(
            _folder, "keys", "create", "--file", _folder.PathOf("operators.keys.json"), "--pepper-file", _folder.Write("pepper", new string('p', 32)), "--consumer", "ops", "--scope", scope);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Trim();
    }
}
