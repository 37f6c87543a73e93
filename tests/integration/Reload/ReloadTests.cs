using System.Diagnostics;
using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Reload;

/// <summary>Reloads while requests come in.</summary>
public sealed class ReloadTests : IDisposable
{
    private const int Reloads = 200;

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reload_TwoHundredTimesUnderLoad_LosesAndMixesNothing()
    {
        await using var red = RecordingBackend.Start();
        await using var blue = RecordingBackend.Start();
        red.Answer = static _ => BackendResponse.Ok("red");
        blue.Answer = static _ => BackendResponse.Ok("blue");
        await using var gateway = await RunningGateway.StartAsync(Configuration(red, "no-referrer"));
        var reloader = gateway.Services.GetRequiredService<ConfigurationReloader>();

        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(i => DriveAsync(gateway, i % 2 == 0, stop.Token)).ToList();
        int succeeded = 0, kept = 0;
        for (var i = 1; i <= Reloads; i++)
        {
            if (i % 10 == 0) await File.WriteAllTextAsync(gateway.ConfigurationPath, "{ \"Gateway\": ");
            else (i % 2 == 0 ? Configuration(red, "no-referrer") : Configuration(blue, "origin")).Write();
            var result = await reloader.ReloadAsync("test", CancellationToken.None);
            if (result.Succeeded) succeeded++;
            else kept++;
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(clients)).SelectMany(static a => a).ToList();
        Assert.Equal((Reloads * 9 / 10, Reloads / 10), (succeeded, kept));
        Assert.Equal(succeeded, gateway.Events.All.Count(static e => e is { Event: "config.reloaded", Reason: "test" }));
        Assert.Equal(kept, gateway.Events.All.Count(static e => e is { Event: "config.reload.failed", Reason: "test" }));
        Assert.InRange(answers.Count, Reloads, int.MaxValue);
        Assert.Equal(["200 blue origin", "200 red no-referrer"], answers.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task FirstRequest_AfterASwitchHasBegun_HasThePlanOfItsRoute()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend, "no-referrer"));
        var snapshots = gateway.Services.GetRequiredService<CurrentSnapshot>();
        // The moment in which the next snapshot is there and YARP has not heard of it.
        snapshots.Value = gateway.Services.GetRequiredService<RoutePlanCompiler>().Compile(snapshots.Value.Configuration, generation: 2);
        Assert.Equal("no-referrer", await ReferrerPolicyAsync(gateway));
    }

    [Fact]
    public async Task File_BrokenThenGood_IsPickedUpAgain()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend, "no-referrer"));
        await File.WriteAllTextAsync(gateway.ConfigurationPath, "{");
        await Eventually.Async(() => gateway.Events.All.Any(e => e.Event == "config.reload.failed"), TimeSpan.FromSeconds(30), "the failed reload");
        Assert.Equal("no-referrer", await ReferrerPolicyAsync(gateway));

        Configuration(backend, "origin").Write();
        await Eventually.Async(async () => await ReferrerPolicyAsync(gateway) == "origin", TimeSpan.FromSeconds(30), "the reload of the good file");
    }

    [Fact]
    public async Task File_ReloadedByAnother_IsNotReloadedAgainForTheSameChange()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend, "no-referrer"));
        var reloader = gateway.Services.GetRequiredService<ConfigurationReloader>();
        Configuration(backend, "origin").Write();
        Assert.True((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);

        // What a look at the files asks.
        Assert.False(reloader.FilesHaveChanged);
        Configuration(backend, "no-referrer").Write();
        await Eventually.Async(async () => await ReferrerPolicyAsync(gateway) == "no-referrer", TimeSpan.FromSeconds(30), "the reload of the next change");
    }

    [Fact]
    public async Task ConfigMap_SymlinkSwap_IsSeen()
    {
        await using var backend = RecordingBackend.Start();
        foreach (var (version, policy) in new[] { ("v1", "no-referrer"), ("v2", "origin") })
        {
            Directory.CreateDirectory(_folder.PathOf(version));
            Configuration(backend, policy).Write(Path.Combine(version, "gateway.json"));
        }

        // As the kubelet does it: gateway.json -> ..data/gateway.json, ..data -> v1, and ..data is replaced by a rename.
        File.CreateSymbolicLink(_folder.PathOf("..data"), "v1");
        File.CreateSymbolicLink(_folder.PathOf("mounted.json"), Path.Combine("..data", "gateway.json"));
        await using var gateway = await RunningGateway.StartFileAsync(_folder.PathOf("mounted.json"));
        Assert.Equal("no-referrer", await ReferrerPolicyAsync(gateway));

        File.CreateSymbolicLink(_folder.PathOf("..data_tmp"), "v2");
        using (var rename = Process.Start("mv", ["-T", _folder.PathOf("..data_tmp"), _folder.PathOf("..data")])) await rename.WaitForExitAsync();
        await Eventually.Async(async () => await ReferrerPolicyAsync(gateway) == "origin", TimeSpan.FromSeconds(30), "the reload of the swapped folder");
    }

    [Fact]
    public async Task SettingOfTheStart_Changed_EveryReloadWarnsUntilItIsBack()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend, "no-referrer").Gateway("""{ "Limits": { "MaxConnections": 500 } }"""));
        var reloader = gateway.Services.GetRequiredService<ConfigurationReloader>();

        var counts = new List<int>();
        foreach (var most in (int[])[500, 600, 600, 600, 500])
        {
            Configuration(backend, "origin").Gateway($$"""{ "Limits": { "MaxConnections": {{most}} } }""").Write();
            var result = await reloader.ReloadAsync("test", CancellationToken.None);
            Assert.True(result.Succeeded);
            var warnings = result.Findings.Where(static f => f.Code == ConfigErrorCode.NeedsRestart).ToList();
            Assert.All(warnings, static w => Assert.Equal(
                ("Gateway:Limits:MaxConnections", "600", "500, which serves until a restart"), (w.Path, w.Found, w.Allowed)));
            counts.Add(warnings.Count);
        }

        Assert.Equal([0, 1, 1, 1, 0], counts);
    }

    [Fact]
    public async Task Counters_SurviveAnUnrelatedChange()
    {
        await using var backend = RecordingBackend.Start();
        const string Limited = """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": { "two": { "By": ["Address"], "Permits": 2, "Window": "1h" } } }""";
        var configuration = Configuration(backend, "no-referrer").Route("limited", "/limited", Limited);
        await using var gateway = await RunningGateway.StartAsync(configuration);
        await using var http = await gateway.Http1Async();
        Assert.Equal(200, (await http.GetAsync("/limited", "localhost")).Status);

        Configuration(backend, "origin").Route("limited", "/limited", Limited).Write();
        Assert.True((await gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None)).Succeeded);

        Assert.Equal(200, (await http.GetAsync("/limited", "localhost")).Status);
        Assert.Equal(429, (await http.GetAsync("/limited", "localhost")).Status);
        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Certificate_RenewedAndBroken_LosesNoHandshake()
    {
        await using var backend = RecordingBackend.Start();
        await using var gateway = await RunningGateway.StartAsync(Configuration(backend, "no-referrer"));
        var reloader = gateway.Services.GetRequiredService<ConfigurationReloader>();
        var seen = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            // Writes a new certificate over the files of the old one.
            Configuration(backend, "no-referrer").Write();
            Assert.True((await reloader.ReloadAsync("test", CancellationToken.None)).Succeeded);
            seen.Add(await ThumbprintAsync(gateway));
        }

        Assert.Equal(20, seen.Count);
        // While it was written, the watcher may have met half a pair.
        var before = gateway.Events.All.Count;
        await File.WriteAllTextAsync(_folder.PathOf("localhost.key"), "half a key");
        var result = await reloader.ReloadAsync("test", CancellationToken.None);
        Assert.True(result.Succeeded, string.Join('\n', result.Findings));
        Assert.Contains(await ThumbprintAsync(gateway), seen);
        Assert.Contains(gateway.Events.All.Skip(before), static e => e.Event == "certificate.renewal.failed");
    }

    private TestConfiguration Configuration(RecordingBackend backend, string referrerPolicy) =>
        new TestConfiguration(_folder, _pki).Cluster(backend.Address).Route(
            "public", "/public/{**rest}",
            $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "SecurityHeaders": { "ReferrerPolicy": "{{referrerPolicy}}" } }""");

    private static async Task<List<string>> DriveAsync(RunningGateway gateway, bool http2, CancellationToken stop)
    {
        var answers = new List<string>();
        await using var one = http2 ? null : await gateway.Http1Async();
        await using var two = http2 ? await gateway.Http2Async() : null;
        while (!stop.IsCancellationRequested)
        {
            if (one is not null)
            {
                var answer = await one.GetAsync("/public/a", "localhost");
                answers.Add($"{answer.Status} {answer.Text} {answer.Headers["Referrer-Policy"]}");
            }
            else
            {
                var answer = await two!.GetAsync("/public/a", "localhost");
                answers.Add($"{answer.Status} {answer.Text} {answer.Headers["referrer-policy"]}");
            }
        }

        return answers;
    }

    private static async Task<string?> ReferrerPolicyAsync(RunningGateway gateway)
    {
        await using var http = await gateway.Http1Async();
        return (await http.GetAsync("/public/a", "localhost")).Headers["Referrer-Policy"];
    }

    private static async Task<string> ThumbprintAsync(RunningGateway gateway)
    {
        await using var http = await gateway.Http1Async();
        return http.Tls!.RemoteCertificate!.GetCertHashString();
    }
}
