using Gateway.IntegrationTests.Support;
using Gateway.Policies.Authentication.ApiKey;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Attacks;

/// <summary>
/// The set-up that the attacks aim at: <c>/admin/**</c> needs the role admin, <c>/public/**</c> needs nothing, and the backend keeps
/// the exact bytes that it got.
/// </summary>
internal sealed class AttackSite : IAsyncDisposable
{
    public const string NeedsAdmin =
        """{ "Authentication": { "Schemes": ["ApiKey:keys"] }, "Authorization": { "Roles": ["admin"] } }""";

    private const string Pepper = "a pepper of more than thirty-two bytes";

    private readonly TempFolder _folder;
    private readonly TestPki _pki;

    private AttackSite(TempFolder folder, TestPki pki, RecordingBackend backend) => (_folder, _pki, Backend) = (folder, pki, backend);

    public RecordingBackend Backend { get; }

    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>A key of consumer "boss" with the role.</summary>
    public string AdminKey { get; private set; } = "";

    /// <summary>A key of consumer "joe" without any role.</summary>
    public string UserKey { get; private set; } = "";

    public static async Task<AttackSite> StartAsync(
        Action<TestConfiguration, AttackSite>? configure = null, Action<IServiceCollection>? customize = null)
    {
        var site = new AttackSite(new TempFolder(), new TestPki(), RecordingBackend.Start());
        var file = Path.Combine(site._folder.FullPath, "keys.json");
        var keys = new ApiKeyFile(file, TimeProvider.System);
        site.AdminKey = keys.Create("gw", Pepper, new NewApiKey("boss") { Roles = ["admin"] }).Text;
        site.UserKey = keys.Create("gw", Pepper, new NewApiKey("joe")).Text;
        var configuration = new TestConfiguration(site._folder, site._pki)
            .Gateway($$"""{ "ApiKeys": { "keys": { "Path": "{{file}}", "Pepper": "{{Pepper}}" } } }""")
            .Cluster(site.Backend.Address)
            .Route("public", "/public/{**rest}")
            .Route("admin", "/admin/{**rest}", NeedsAdmin);
        configure?.Invoke(configuration, site);
        site.Gateway = await RunningGateway.StartAsync(configuration, customize: customize);
        return site;
    }

    /// <summary>
    /// Sends the bytes on a connection of their own and requires the refusal: its status, nothing at the backend, and a connection that
    /// is closed, or usable for exactly one answer to the next request.
    /// </summary>
    public async Task RefusedAsync(string http1, int status, bool? closes = null)
    {
        var heads = Backend.Heads;
        await using var connection = await Gateway.Http1Async();
        var response = await connection.RequestAsync(http1, toHead: http1.StartsWith("HEAD ", StringComparison.Ordinal));
        Assert.Equal(status, response.Status);
        AssertTellsNothing(response.Text);
        AssertExplained(response);
        await EndAsync(connection, response, closes);
        AssertNothingForwarded(heads);
    }

    /// <summary>The same over HTTP/2, where the protocol layer may refuse as well when <paramref name="orProtocol"/> says so.</summary>
    public async Task RefusedAsync(Http2Connection connection, IEnumerable<(string Name, string Value)> headers, int status, bool orProtocol = false)
    {
        var heads = Backend.Heads;
        var response = await connection.RequestAsync(headers);
        if (!(orProtocol && response.RefusedByProtocol))
            Assert.True(response.Status == status, $"expected {status}, got {response}");
        AssertTellsNothing(response.Text);
        AssertNothingForwarded(heads);
    }

    /// <summary>Sends the bytes, requires 200, and returns the one request that the backend got.</summary>
    public async Task<RecordedRequest> ForwardedAsync(string http1)
    {
        Backend.Clear();
        await using var connection = await Gateway.Http1Async();
        var response = await connection.RequestAsync(http1);
        Assert.True(response.Status == 200, $"expected 200, got {response}");
        return Assert.Single(Backend.Requests);
    }

    public async Task<RecordedRequest> ForwardedAsync(
        Http2Connection connection, IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte>? body = null)
    {
        Backend.Clear();
        var response = await connection.RequestAsync(headers, body);
        Assert.True(response.Status == 200, $"expected 200, got {response}");
        return Assert.Single(Backend.Requests);
    }

    /// <summary>An ordinary request gets through: what was refused before left nothing behind, at the backend or in the gateway.</summary>
    public async Task StillServesAsync()
    {
        Backend.Clear();
        await using var connection = await Gateway.Http1Async();
        Assert.Equal(200, (await connection.GetAsync("/public/sentinel")).Status);
        Assert.Equal("/public/sentinel", Assert.Single(Backend.Requests).Target);
        Assert.Empty(Backend.Incomplete);
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null) await Gateway.DisposeAsync();
        await Backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    /// <summary>After an answer: closed without another byte, or one more request has one more answer.</summary>
    public static async Task EndAsync(RawHttp1Connection connection, RawResponse response, bool? closes = null)
    {
        var saysClose = response.Headers.All("Connection").Contains("close", StringComparer.OrdinalIgnoreCase);
        if (closes is { } expected) Assert.Equal(expected, saysClose);
        if (saysClose)
        {
            Assert.True(await connection.WaitForCloseAsync(), "the connection stays open");
            Assert.Equal(0, connection.Unread.Length);
            return;
        }

        Assert.Equal(0, connection.Unread.Length);
        var next = await connection.GetAsync("/unknown", "localhost", ("Connection", "close"));
        Assert.Equal(404, next.Status);
        Assert.True(await connection.WaitForCloseAsync(), "the connection stays open");
        Assert.Equal(0, connection.Unread.Length);
    }

    private void AssertNothingForwarded(int headsBefore)
    {
        Assert.Equal(headsBefore, Backend.Heads);
        Assert.Empty(Backend.Incomplete);
    }

    // What is ours to refuse is explained to the operator, under the id that the client has. Kestrel's own refusals have no body.
    private void AssertExplained(RawResponse response)
    {
        if (response.Body.IsEmpty) return;
        Assert.Equal("application/problem+json", response.Headers["Content-Type"]);
        var trace = response.Json.GetProperty("traceId").GetString();
        Assert.Single(Gateway.Events.All, e => e.TraceId == trace && e.Status == response.Status && e.Reason is { Length: > 0 });
    }

    // What the gate objected to is for the operator only.
    private static void AssertTellsNothing(string body) =>
        Assert.DoesNotContain("admin", body, StringComparison.OrdinalIgnoreCase);
}
