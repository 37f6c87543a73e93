using System.Text;
using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;

namespace Gateway.IntegrationTests.Validation;

/// <summary>A gateway with one contract and a backend that keeps the bytes.</summary>
internal sealed class ContractBench : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public RecordingBackend Backend { get; } = RecordingBackend.Start();

    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Starts it with a route "/**" that has these options of Validation, and the document as "api.yaml" beside the configuration.</summary>
    public static Task<ContractBench> StartAsync(string document, string options = "{}", string more = "{}")
    {
        var validation = JsonNode.Parse(options)!.AsObject();
        validation["OpenApi"] = "api.yaml";
        return StartAsync([("api.yaml", document)], validation.ToJsonString(), more);
    }

    /// <inheritdoc cref="StartAsync(string, string, string)"/>
    public static async Task<ContractBench> StartAsync((string Name, string Text)[] files, string validation, string more = "{}")
    {
        var bench = new ContractBench();
        foreach (var (name, text) in files) bench._folder.Write(name, text);
        var policies = $$"""{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "Validation": {{validation}} }""";
        var configuration = new TestConfiguration(bench._folder, bench._pki)
            .Cluster(bench.Backend.Address, more: """{ "BackendProfile": { "AllowSemicolon": true, "AllowEncodedSlash": true } }""")
            .Gateway("""{ "Policies": { "SecurityHeaders": {}, "RequestLimits": { "MaxBodyBytes": "8MiB" } } }""")
            .Route("api", "/{**rest}", policies, more: more);
        try
        {
            bench.Gateway = await RunningGateway.StartAsync(configuration);
        }
        catch
        {
            await bench.Backend.DisposeAsync();
            bench._pki.Dispose();
            bench._folder.Dispose();
            throw;
        }

        return bench;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public Task<WireClient> ConnectAsync(WireProtocol protocol = WireProtocol.Http1) => WireClient.ConnectAsync(Gateway, protocol);

    /// <summary>A refusal of the policy, whose event names the reason.</summary>
    public SecurityEvent Refused(WireAnswer answer, int status, string reason, string what = "") => Refusals.Check(Gateway, answer, status, "Validation", reason, what);

    /// <summary>The reasons that were recorded without refusing.</summary>
    public IEnumerable<string?> Reported => Gateway.Events.All.Where(e => e is { Event: "request.reported", Policy: "Validation" }).Select(e => e.Reason);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }
}
