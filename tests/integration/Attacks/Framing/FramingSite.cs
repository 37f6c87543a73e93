using System.Text;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Attacks.Framing;

/// <summary>
/// A gateway in front of a backend that answers each request with what it took it for. Two connections to the backend serve everything, so
/// that what one case leaves behind meets the next.
/// </summary>
internal sealed class FramingSite : IAsyncDisposable
{
    private const string TwoConnections = """{ "HttpClient": { "MaxConnectionsPerServer": 2 } }""";

    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    private FramingSite()
    {
    }

    public RecordingBackend Backend { get; } = RecordingBackend.Start();

    public RunningGateway Gateway { get; private set; } = null!;

    public static async Task<FramingSite> StartAsync(Action<TestConfiguration>? configure = null, string cluster = TwoConnections, Action<IServiceCollection>? customize = null)
    {
        var site = new FramingSite();
        site.Backend.Answer = Echo;
        var configuration = new TestConfiguration(site._folder, site._pki)
            .Cluster(site.Backend.Address, more: cluster)
            .Route("public", "/public/{**rest}")
            .Route("closed", "/closed/{**rest}", AttackSite.NeedsAdmin);
        configuration.Gateway("""{ "ApiKeys": { "keys": { "Path": "keys.json", "Pepper": "a pepper of more than thirty-two bytes" } } }""");
        site._folder.Write("keys.json", """{ "Keys": [] }""");
        configure?.Invoke(configuration);
        site.Gateway = await RunningGateway.StartAsync(configuration, null, customize);
        return site;
    }

    /// <summary>"METHOD target body": the answer names its request.</summary>
    public static string Identity(RecordedRequest request) => $"{request.Method} {request.Target} {request.BodyText}";

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null) await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    private static BackendResponse Echo(RecordedRequest request)
    {
        if (request.Target.EndsWith("/204", StringComparison.Ordinal)) return BackendResponse.Raw("HTTP/1.1 204 No Content\r\n\r\n");
        if (request.Target.EndsWith("/304", StringComparison.Ordinal)) return BackendResponse.Raw("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n");
        var body = Identity(request);
        return request.Method == "HEAD"
            ? BackendResponse.Raw($"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n")
            : BackendResponse.Ok(body);
    }
}
