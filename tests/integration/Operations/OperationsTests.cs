using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Operations;

/// <summary>The health and admin listeners, which only operators and probes are to reach.</summary>
public sealed class OperationsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _health = RedisServer.FreePort();
    private readonly int _admin = RedisServer.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_SaysReadyWithTheGeneration()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend));
        await using var http = await RawHttp1Connection.ConnectAsync(_health, null);
        Assert.Equal((200, "ok\n"), await Answer(http, "/healthz"));
        var (status, text) = await Answer(http, "/readyz");
        Assert.Equal(200, status);
        Assert.Equal(1, JsonNode.Parse(text)!["generation"]!.GetValue<int>());
        Assert.Equal(16, JsonNode.Parse(text)!["configHash"]!.GetValue<string>().Length);
        Assert.Equal(404, (await Answer(http, "/config")).Status);
        Assert.Equal(404, (await Answer(http, "/public/a")).Status);
    }

    [Fact]
    public async Task Admin_OnLoopback_ShowsRedactedConfigAndReloads()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend));
        await using var http = await RawHttp1Connection.ConnectAsync(_admin, null);
        var (status, text) = await Answer(http, "/config");
        Assert.Equal(200, status);
        Assert.DoesNotContain(new string('p', 32), text, StringComparison.Ordinal);
        Assert.Contains("\"Pepper\": \"***\"", text, StringComparison.Ordinal);
        Assert.Contains("/public/{**rest}", (await Answer(http, "/routes")).Text, StringComparison.Ordinal);

        await http.SendAsync("POST /config/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        var reload = await http.ReadResponseAsync();
        Assert.Equal(200, reload.Status);
        Assert.Equal(2, JsonNode.Parse(reload.Text)!["generation"]!.GetValue<int>());

        await File.WriteAllTextAsync(gateway.ConfigurationPath, "{");
        await http.SendAsync("POST /config/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(422, (await http.ReadResponseAsync()).Status);
        Assert.Equal(3, gateway.Events.All.Count(static e => e is { Event: "admin.call", Outcome: "success", Consumer: "local" }));
        Assert.Equal("not-reloaded", Assert.Single(gateway.Events.All, static e => e is { Event: "admin.call", Outcome: "failure", Status: 422 }).Reason);
    }

    [Fact]
    public async Task Admin_FromABrowserOrUnderAForeignName_IsRefused()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend));
        await using var http = await RawHttp1Connection.ConnectAsync(_admin, null);
        Assert.Equal(403, (await http.GetAsync("/config", "localhost", ("Origin", "https://evil.example"))).Status);
        Assert.Equal(403, (await http.GetAsync("/config", "localhost", ("Sec-Fetch-Site", "same-origin"))).Status);
        Assert.Equal(403, (await http.GetAsync("/config", "rebound.example")).Status);
        await http.SendAsync("GET /config/reload HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal(405, (await http.ReadResponseAsync()).Status);
        Assert.Equal(4, gateway.Events.All.Count(static e => e is { Event: "admin.call", Outcome: "rejected" }));
    }

    [Fact]
    public async Task Admin_WithKeys_NeedsOneWithTheScopeAndBoundsAttempts()
    {
        await using var backend = RecordingBackend.Start();
        var reader = await CreateKeyAsync("admin:read");
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend).Gateway("""{ "Admin": { "ApiKeys": "operators" } }"""));
        await using var http = await RawHttp1Connection.ConnectAsync(_admin, null);
        Assert.Equal(401, (await http.GetAsync("/config", "localhost")).Status);
        Assert.Equal(200, (await http.GetAsync("/config", "localhost", ("X-Api-Key", reader))).Status);
        await http.SendAsync($"POST /config/reload HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {reader}\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(403, (await http.ReadResponseAsync()).Status);
        for (var i = 0; i < 5; i++) Assert.Equal(401, (await http.GetAsync("/config", "localhost", ("X-Api-Key", "wrong"))).Status);
        Assert.Equal(429, (await http.GetAsync("/config", "localhost", ("X-Api-Key", reader))).Status);
    }

    [Fact]
    public async Task PublicListener_WhateverTheClientSends_ReachesNeither()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend));
        var examined = 0;
        foreach (var path in new[] { "/config", "/config/reload", "/routes", "/keys", "/healthz", "/readyz", "/metrics" })
        {
            foreach (var host in new[] { "localhost", $"localhost:{_admin}", $"127.0.0.1:{_admin}", $"localhost:{_health}" })
            {
                await using var http = await gateway.Http1Async();
                Assert.Contains((await http.GetAsync(path, host)).Status, new[] { 404, 421 });
                await using var plain = await RawHttp1Connection.ConnectAsync(gateway.HttpPort, null);
                Assert.Equal(308, (await plain.GetAsync(path, host)).Status);
                examined++;
            }
        }

        Assert.Equal(28, examined);
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task Stop_WithARequestInFlight_FinishesItAndExitsWithZero()
    {
        await using var backend = RecordingBackend.Start();
        var gate = new TaskCompletionSource();
        backend.Answer = _ => BackendResponse.Ok("late") with { Gate = gate.Task };
        var path = Configuration(backend).Gateway($$"""{ "Https": { "Port": {{RedisServer.FreePort()}} }, "Drain": { "Delay": "1s", "Timeout": "20s" } }""").Write();
        var port = JsonNode.Parse(await File.ReadAllTextAsync(path))!["Gateway"]!["Https"]!["Port"]!.GetValue<int>();
        await using var gateway = GatewayProcess.Start(_folder, "--config", path);
        await gateway.WaitForErrorsAsync("Routes");

        await using var http = await RawHttp1Connection.ConnectAsync(port, new ClientTls());
        await http.SendAsync("GET /public/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await backend.WaitForRequestsAsync(1);
        var stopped = gateway.StopAsync();
        await Eventually.Async(NotReadyAsync, TimeSpan.FromSeconds(10), "/readyz says 503");
        gate.SetResult();

        Assert.Equal("late", (await http.ReadResponseAsync()).Text);
        Assert.Equal(0, await stopped);
        Assert.Contains("gateway.draining", gateway.Output, StringComparison.Ordinal);
    }

    private async Task<bool> NotReadyAsync()
    {
        await using var health = await RawHttp1Connection.ConnectAsync(_health, null);
        return (await health.GetAsync("/readyz", "localhost")).Status == 503;
    }

    private TestConfiguration Configuration(RecordingBackend backend)
    {
        if (!File.Exists(_folder.PathOf("operators.keys.json"))) _folder.Write("operators.keys.json", """{ "Keys": [] }""");
        return new TestConfiguration(_folder, new TestPki()).Cluster(backend.Address).Route("public", "/public/{**rest}").Gateway($$"""
            {
              "Health": { "Address": "127.0.0.1", "Port": {{_health}} },
              "Admin": { "Port": {{_admin}} },
              "ApiKeys": { "operators": { "Path": "operators.keys.json", "Pepper": "{{new string('p', 32)}}" } }
            }
            """);
    }

    private async Task<string> CreateKeyAsync(string scope)
    {
        var pepper = _folder.Write("pepper", new string('p', 32));
        var run = await GatewayProcess.RunAsync(
            _folder, "keys", "create", "--file", _folder.PathOf("operators.keys.json"), "--pepper-file", pepper, "--consumer", "ops", "--scope", scope);
        Assert.Equal(0, run.ExitCode);
        return run.Output.Trim();
    }

    private static async Task<(int Status, string Text)> Answer(RawHttp1Connection http, string path)
    {
        var answer = await http.GetAsync(path, "localhost");
        return (answer.Status, answer.Text);
    }
}
