using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>gateway healthcheck and gateway reload against a gateway that runs.</summary>
public sealed class OperatorCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _health = RedisServer.FreePort();
    private readonly int _admin = RedisServer.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Healthcheck_OfARunningGateway_FindsItWithoutItsSecrets()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration());
        var text = JsonNode.Parse(await File.ReadAllTextAsync(gateway.ConfigurationPath))!.AsObject();
        text["Gateway"]!["Redis"] = new JsonObject { ["ConnectionString"] = "${file:/run/secrets/not-there}", ["PartitionSecret"] = "${env:NOT_SET}" };
        text["Gateway"]!["Https"]!["Certificates"]![0]!["Path"] = "/run/not-there.crt";
        var path = _folder.Write("probe.json", text.ToJsonString());

        var ready = await GatewayProcess.RunAsync(_folder, "healthcheck", "--config", path);
        Assert.True(ready.ExitCode == 0, ready.Errors);
        Assert.StartsWith("200 {\"status\":\"ready\"", ready.Output, StringComparison.Ordinal);
        Assert.Equal((0, "200 ok\n", ""), await GatewayProcess.RunAsync(_folder, "healthcheck", "--live", "--url", $"http://127.0.0.1:{_health}"));
    }

    [Fact]
    public async Task Healthcheck_WithoutAGoodAnswer_ExitsWith1()
    {
        await using var backend = RecordingBackend.Start();
        backend.Answer = static _ => BackendResponse.Of(503);
        await Fails("503 ", "--url", backend.Address);
        await Fails("", "--url", $"http://127.0.0.1:{RedisServer.FreePort()}");
        await Fails("", "--config", _folder.PathOf("missing.json"));
        await Fails("", "--config", _folder.Write("unset.json", """{ "Gateway": { "Health": { "Port": "${env:NOT_SET}" } } }"""));
        await Fails("", "--config", _folder.Write("any.json", """{ "Gateway": { "Health": { "Port": 0 } } }"""));

        backend.Answer = static _ => BackendResponse.Ok("late") with { Gate = new TaskCompletionSource().Task };
        await Fails("", "--url", backend.Address, "--timeout", "1");

        async Task Fails(string output, params string[] arguments)
        {
            var run = await GatewayProcess.RunAsync(_folder, ["healthcheck", .. arguments]);
            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith(output, run.Output, StringComparison.Ordinal);
            if (output.Length == 0) Assert.StartsWith("gateway healthcheck: ", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reload_SaysWhatCameOfIt()
    {
        await using var gateway = await RunningGateway.StartAsync(Configuration());
        var path = gateway.ConfigurationPath;
        var good = await GatewayProcess.RunAsync(_folder, "reload", "--config", path);
        Assert.True(good.ExitCode == 0, good.Errors);
        Assert.Matches("^reloaded: generation [0-9]+ \\(configuration [0-9a-f]{16}\\) serves\n$", good.Output);

        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text.Replace("\"ClusterId\": \"backend\"", "\"ClusterId\": \"nowhere\"", StringComparison.Ordinal));
        var bad = await GatewayProcess.RunAsync(_folder, "reload", "--config", path);
        Assert.Equal((1, ""), (bad.ExitCode, bad.Output));
        Assert.Contains("GW3001 ReverseProxy:Routes:public:ClusterId: found \"nowhere\"", bad.Errors, StringComparison.Ordinal);
        Assert.Contains("not reloaded: the configuration is not valid; generation ", bad.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_WithAdminKeys_NeedsOneWithTheScope()
    {
        var reloader = await CreateKeyAsync("admin:reload");
        var reader = await CreateKeyAsync("admin:read");
        await using var gateway = await RunningGateway.StartAsync(Configuration().Gateway("""{ "Admin": { "ApiKeys": "operators" } }"""));
        string[] reload = ["reload", "--config", gateway.ConfigurationPath];
        await Fails("found no key, and Gateway:Admin:ApiKeys asks for one", reload);
        await Fails("401, the key is missing or unknown", [.. reload, "--admin-key-file", _folder.Write("wrong", "wrong\n")]);
        await Fails("403, the key lacks the scope admin:reload", [.. reload, "--admin-key-file", _folder.Write("reader", reader)]);
        await Fails("where a key would travel in the clear", ["reload", "--url", "http://192.0.2.1:9901", "--admin-key-file", _folder.PathOf("reader")]);
        var good = await GatewayProcess.RunAsync(_folder, [.. reload, "--admin-key-file", _folder.Write("key", reloader + "\n")]);
        Assert.True(good.ExitCode == 0, good.Errors);

        async Task Fails(string message, string[] arguments)
        {
            var run = await GatewayProcess.RunAsync(_folder, arguments);
            Assert.Equal(3, run.ExitCode);
            Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reload_OffLoopback_ChecksTheCertificateByThePublicHost()
    {
        using var pki = new TestPki();
        await using var admin = RecordingBackend.Start(pki.Server("api.example.com"));
        admin.Answer = static _ => BackendResponse.Ok("""{ "succeeded": true, "generation": 7, "configHash": "0123456789abcdef", "findings": [] }""");
        var key = _folder.Write("key", "made-up");
        var path = _folder.Write("remote.json", $$"""
            {
              "Gateway": {
                "PublicHosts": ["*.example.com", "api.example.com"],
                "Admin": { "Address": "0.0.0.0", "Port": {{admin.Port}}, "ApiKeys": "operators" },
                "ApiKeys": { "operators": { "Header": "X-Operator" } }
              }
            }
            """);
        string[] reload = ["reload", "--config", path, "--admin-key-file", key];
        var untrusted = await GatewayProcess.RunAsync(_folder, reload);
        Assert.Equal(3, untrusted.ExitCode);
        Assert.Contains("SSL connection could not be established", untrusted.Errors, StringComparison.Ordinal);
        Assert.Empty(admin.Requests);

        var trusted = await GatewayProcess.RunAsync(_folder, [.. reload, "--cacert", pki.WriteAuthority(_folder.FullPath)]);
        Assert.Equal((0, "reloaded: generation 7 (configuration 0123456789abcdef) serves\n", ""), trusted);
        var request = Assert.Single(admin.Requests);
        Assert.Equal(("POST", "made-up"), (request.Method, request.Headers["X-Operator"]));
    }

    private TestConfiguration Configuration()
    {
        if (!File.Exists(_folder.PathOf("operators.keys.json"))) _folder.Write("operators.keys.json", """{ "Keys": [] }""");
        return new TestConfiguration(_folder, new TestPki()).Cluster("http://127.0.0.1:9/").Route("public", "/public/{**rest}").Gateway($$"""
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
}
