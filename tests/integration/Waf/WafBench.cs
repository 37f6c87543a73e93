using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Events;

namespace Gateway.IntegrationTests.Waf;

/// <summary>A gateway with Debian's Core Rule Set in front of a backend that keeps the bytes.</summary>
internal sealed class WafBench : IAsyncDisposable
{
    public const string Setup = "/etc/modsecurity/crs/crs-setup.conf";

    private readonly TestPki _pki = new();

    public TempFolder Folder { get; } = new();

    public TestConfiguration Configuration { get; private set; } = null!;

    public RecordingBackend Backend { get; } = RecordingBackend.Start();

    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>The reasons that were recorded without refusing.</summary>
    public IEnumerable<string?> Reported => Gateway.Events.All.Where(e => e is { Event: "request.reported", Policy: "Waf" }).Select(e => e.Reason);

    /// <summary>Starts it with a route "/**" that has these options of Waf.</summary>
    public static async Task<WafBench> StartAsync(string options = "{}", string policies = "{}", params (string Name, string Text)[] files)
    {
        if (!JsonNode.Parse(options)!.AsObject().ContainsKey("Rules")) Require();
        var bench = new WafBench();
        foreach (var (name, text) in files) bench.Folder.Write(name, text);
        var all = JsonNode.Parse(policies)!.AsObject();
        all["Authentication"] = JsonNode.Parse("""{ "Anonymous": { "Reason": "a test" } }""");
        all["Waf"] = JsonNode.Parse(options);
        bench.Configuration = new TestConfiguration(bench.Folder, bench._pki)
            .Cluster(bench.Backend.Address, more: """{ "BackendProfile": { "AllowSemicolon": true, "AllowEncodedSlash": true } }""")
            .Gateway("""{ "Policies": { "SecurityHeaders": {}, "RequestLimits": { "MaxBodyBytes": "16MiB" } } }""")
            .Route("api", "/{**rest}", all.ToJsonString());
        try
        {
            bench.Gateway = await RunningGateway.StartAsync(bench.Configuration);
        }
        catch
        {
            await bench.Backend.DisposeAsync();
            bench._pki.Dispose();
            bench.Folder.Dispose();
            throw;
        }

        return bench;
    }

    /// <summary>Skips a test that needs the Core Rule Set.</summary>
    public static void Require()
    {
        if (!File.Exists(Setup)) Assert.Skip("The Core Rule Set is not installed: apt-get install modsecurity-crs");
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A multipart body of these parts, each the head without its last empty line and the content.</summary>
    public static byte[] Multipart(params (string Head, string Content)[] parts) =>
        Encoding.Latin1.GetBytes(string.Concat(parts.Select(static p => $"--b-1\r\n{p.Head}\r\n\r\n{p.Content}\r\n")) + "--b-1--\r\n");

    public Task<WireClient> ConnectAsync(WireProtocol protocol = WireProtocol.Http1, string? from = null) => WireClient.ConnectAsync(Gateway, protocol, from);

    /// <summary>A refusal of the policy, whose event names the reason.</summary>
    public SecurityEvent Refused(WireAnswer answer, int status, string reason, string what = "") => Refusals.Check(Gateway, answer, status, "Waf", reason, what);

    /// <summary>What the event tells of the rules, as it is written.</summary>
    public static JsonElement Facts(SecurityEvent e)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            e.Facts!.Write(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(text.ToArray()).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        Folder.Dispose();
    }
}
