using System.IO.Compression;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Bodies;

/// <summary>A route for JSON only and one for anything, both with 64 KiB, and a backend that keeps the bytes.</summary>
internal sealed class BodyBench : IAsyncDisposable
{
    public const int MaxBytes = 65_536;
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();

    public RecordingBackend Backend { get; } = RecordingBackend.Start();

    public RunningGateway Gateway { get; private set; } = null!;

    public static async Task<BodyBench> StartAsync(FakeClock? clock = null, string limits = "{}")
    {
        var bench = new BodyBench();
        var configuration = new TestConfiguration(bench._folder, bench._pki)
            .Cluster(bench.Backend.Address)
            .Gateway($$"""{ "Policies": { "SecurityHeaders": {}, "RequestLimits": { "MaxBodyBytes": "64KiB" } }, "Limits": {{limits}} }""")
            .Route("json", "/json/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RequestLimits": { "ContentTypes": ["application/json", "application/*"] } }""")
            .Route("only", "/only/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "RequestLimits": { "ContentTypes": ["application/json"] } }""")
            .Route("any", "/any/{**rest}")
            .Route("timed", "/timed/{**rest}", more: """{ "Timeout": "3s" }""");
        bench.Gateway = await RunningGateway.StartAsync(configuration, clock);
        return bench;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize)) gzip.Write(content);
        return target.ToArray();
    }

    /// <summary>A JSON text of exactly that many bytes, in strings that are within the limits.</summary>
    public static byte[] JsonOf(int bytes)
    {
        var text = new StringBuilder("[");
        while (bytes - text.Length > 2000) text.Append('"').Append('x', 997).Append("\",");
        text.Append('"');
        text.Append('y', bytes - text.Length - 2).Append("\"]");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }
}
