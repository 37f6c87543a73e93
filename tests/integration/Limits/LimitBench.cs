using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Limits;

/// <summary>Open routes with limits of every kind, and a backend that counts what was admitted.</summary>
internal sealed class LimitBench : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public RecordingBackend Backend { get; } = RecordingBackend.Start();

    public RunningGateway Gateway { get; private set; } = null!;

    public static async Task<LimitBench> StartAsync(FakeClock? clock = null)
    {
        var bench = new LimitBench();
        var configuration = new TestConfiguration(bench._folder, bench._pki)
            .Cluster(bench.Backend.Address)
            .Route("address", "/address/{**rest}", Limited("""{ "per-address": { "By": ["Address"], "Permits": 7, "Window": "1h" } }"""))
            .Route("tenant", "/tenant/{**rest}", Limited("""{ "per-tenant": { "By": ["Header:X-Tenant"], "Permits": 2, "Window": "1h" } }"""))
            .Route("two", "/two/{**rest}", Limited("""
                { "small": { "By": ["Header:X-Tenant"], "Permits": 1, "Window": "1h" }, "large": { "By": ["Address"], "Permits": 3, "Window": "1h" } }
                """))
            .Route("report", "/report/{**rest}", Limited("""{ "Mode": "Report", "reported": { "By": ["Address"], "Permits": 1, "Window": "1h" } }"""))
            .Route("off", "/off/{**rest}", Limited("""{ "Mode": "Off", "idle": { "By": ["Address"], "Permits": 1, "Window": "1h" } }"""));
        bench.Gateway = await RunningGateway.StartAsync(configuration, clock);
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    private static string Limited(string rules) => $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RateLimit": {{rules}} }""";
}
