using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>A gateway that has forwarded, refused, failed to authenticate and met a dead backend, once each; its Redis is away.</summary>
internal sealed class BusyGateway : IAsyncDisposable
{
    private const string Partners = """{ "Authentication": { "Schemes": ["ApiKey:partners"] }, "Authorization": { "AnyAuthenticated": true } }""";
    /// <summary>How many requests that are.</summary>
    public const int Requests = 6;

    private readonly TempFolder _folder;

    private BusyGateway(TempFolder folder, RecordingBackend backend, RunningGateway gateway, int healthPort) =>
        (_folder, Backend, Gateway, HealthPort) = (folder, backend, gateway, healthPort);

    public RecordingBackend Backend { get; }

    public RunningGateway Gateway { get; }

    public int HealthPort { get; }

    public static async Task<BusyGateway> StartAsync()
    {
        var folder = new TempFolder();
        folder.Write("keys.json", """{ "Keys": [] }""");
        using var pki = new TestPki();
        var health = RedisServer.FreePort();
        var backend = RecordingBackend.Start();
        var configuration = new TestConfiguration(folder, pki)
            .Gateway($$"""{ "ApiKeys": { "partners": { "Path": "keys.json", "Pepper": "0123456789abcdef0123456789abcdef" } }, "AccessLog": { "Enabled": true, "Path": "{{folder.FullPath}}/access.log" } }""")
            .Gateway($$"""{ "Health": { "Address": "127.0.0.1", "Port": {{health}} }, "Redis": { "ConnectionString": "127.0.0.1:1" } }""")
            .Cluster(backend.Address)
            .Cluster("http://127.0.0.1:1/", "gone")
            .Route("items", "/items/{id}")
            .Route("partners", "/partners", Partners)
            .Route("gone", "/gone", cluster: "gone")
            .Route("limited", "/limited", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": { "one": { "By": ["Address"], "Permits": 1, "Window": "1h" } }, "ConcurrencyLimit": { "few": { "By": ["Address"], "Permits": 10 } }, "Lockout": { "GuardedMethods": ["GET"] }, "Retry": {}, "LoadShedding": {} }""");
        var busy = new BusyGateway(folder, backend, await RunningGateway.StartAsync(configuration), health);
        await busy.ExpectAsync(200, "/items/1");
        await busy.ExpectAsync(401, "/partners", ("X-Api-Key", "nonsense"));
        await busy.ExpectAsync(502, "/gone");
        await busy.ExpectAsync(200, "/limited");
        await busy.ExpectAsync(429, "/limited");
        await busy.ExpectAsync(404, "/nowhere");
        return busy;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ExpectAsync(int status, string target, params (string Name, string Value)[] headers)
    {
        await using var http = await Gateway.Http1Async();
        Assert.Equal(status, (await http.GetAsync(target, "localhost", headers)).Status);
    }
}
