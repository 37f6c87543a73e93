using System.Net;
using System.Net.Sockets;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Upgrades;

/// <summary>gRPC over HTTP/2 to an HTTP/2 backend: refusals that its clients read, trailers, and deadlines.</summary>
public sealed class GrpcTests : IAsyncLifetime
{
    private static readonly byte[] Message = [0, 0, 0, 0, 3, 7, 8, 9];
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private EchoBackend _echo = null!;

    // Takes connections and never says a word.
    private readonly TcpListener _hanging = new(IPAddress.Loopback, 0);
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        const string Http2 = """{ "HttpRequest": { "Version": "2", "VersionPolicy": "RequestVersionExact" } }""";
        const string Anonymous = """ "Authentication": { "Anonymous": { "Reason": "a test" } } """;
        _echo = await EchoBackend.StartAsync();
        _hanging.Start();
        _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
            .Cluster(_echo.H2cAddress, "grpc", Http2)
            .Cluster($"http://{_hanging.LocalEndpoint}/", "hanging", Http2)
            .Cluster("http://127.0.0.1:1/", "away", Http2)
            .Route("grpc", "/echo.Echo/{method}", $$"""{ {{Anonymous}}, "RequestLimits": { "MaxBodyBytes": 100 } }""", "grpc")
            .Route("limited", "/limited/{method}", $$"""{ {{Anonymous}}, "RateLimit": { "all": { "By": ["Route"], "Permits": 1, "Window": "1h" } } }""", "grpc")
            .Route("denied", "/denied/{method}", $$"""{ {{Anonymous}}, "IpAccess": { "Deny": ["127.0.0.0/8"] } }""", "grpc")
            .Route("away", "/away/{method}", $$"""{ {{Anonymous}} }""", "away")
            .Route("hanging", "/hanging/{method}", $$"""{ {{Anonymous}} }""", "hanging")
            .Route("web", "/web/{method}", $$"""{ {{Anonymous}}, "Cors": { "Origins": ["https://app.example.com"], "ExposedHeaders": ["grpc-status", "grpc-message"] }, "RequestLimits": { "MaxBodyBytes": 3 } }""", "grpc"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _echo.DisposeAsync();
        _hanging.Dispose();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Refusals_OfEveryKind_AreTrailersOnlyWithTheirStatus()
    {
        await using var client = await _gateway.Http2Async();
        Assert.Equal("0", (await CallAsync(client, "/limited/a")).Trailers.All("grpc-status") is [var first, ..] ? first : "0");
        (string Path, string Status, string? Field)[] cases =
        [
            ("/nowhere/a", "12", null), ("/denied/a", "7", null), ("/limited/a", "8", "retry-after"), ("/away/a", "14", null), ("/echo.Echo/%2e%2e%2fx", "13", null),
        ];
        foreach (var (path, status, field) in cases)
        {
            var answer = await CallAsync(client, path);
            Assert.True(answer is { Status: 200, Completed: true }, $"{path}: {answer}");
            Assert.Equal((status, "application/grpc", 0), (answer.Headers["grpc-status"], answer.Headers["content-type"], answer.Body.Length));
            Assert.NotEmpty(answer.Headers["grpc-message"] ?? "");
            if (field is not null) Assert.True(answer.Headers.Has(field), $"{path}: {answer}");
        }

        // A head that is the end, too: no DATA stands behind it.
        Assert.DoesNotContain(client.Received, f => f.Type is Http2FrameType.Data);
    }

    [Fact]
    public async Task BodyTooLarge_ByItsHead_IsResourceExhausted()
    {
        await using var client = await _gateway.Http2Async();
        var answer = await client.RequestAsync(Http2Headers.Request("POST", "/echo.Echo/Say", more: [("content-type", "application/grpc"), ("te", "trailers"), ("content-length", "101")]), new byte[101]);
        Assert.Equal((200, "8"), (answer.Status, answer.Headers["grpc-status"]));
    }

    [Fact]
    public async Task Call_ThatPasses_KeepsMessageAndTrailers()
    {
        await using var client = await _gateway.Http2Async();
        var said = await CallAsync(client, "/echo.Echo/Say");
        Assert.Equal(Message, said.Body.ToArray());
        Assert.Equal(("0", "said"), (said.Trailers["grpc-status"], said.Trailers["grpc-message"]));
        var unknown = await CallAsync(client, "/echo.Echo/No");
        Assert.Equal((200, "12"), (unknown.Status, unknown.Headers["grpc-status"]));
    }

    [Fact]
    public async Task Deadline_OfTheCaller_EndsTheCallAtTheGateway()
    {
        await using var client = await _gateway.Http2Async();
        var answer = await CallAsync(client, "/hanging/a", ("grpc-timeout", "200m"));
        Assert.Equal((200, "4"), (answer.Status, answer.Headers["grpc-status"]));
        Assert.Contains(_gateway.Events.All, e => e is { Reason: "backend-timeout", Status: 504 });
    }

    [Fact]
    public async Task GrpcWeb_RefusedOverHttp1_HasStatusAndCorsFields()
    {
        await using var client = await _gateway.Http1Async();
        var answer = await client.RequestAsync(
            "POST /web/a HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example.com\r\nContent-Type: application/grpc-web+proto\r\nContent-Length: 4\r\n\r\n\0\0\0\0");
        Assert.Equal((200, "8", "application/grpc-web"), (answer.Status, answer.Headers["grpc-status"], answer.Headers["Content-Type"]));
        Assert.Equal("https://app.example.com", answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("grpc-status", answer.Headers["Access-Control-Expose-Headers"], StringComparison.Ordinal);
    }

    private static Task<Http2Response> CallAsync(Http2Connection client, string path, params (string, string)[] more) =>
        client.RequestAsync(Http2Headers.Request("POST", path, more: [("content-type", "application/grpc"), ("te", "trailers"), .. more]), Message);
}
