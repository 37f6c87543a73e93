using System.Net.WebSockets;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.ConcurrencyLimit.Slots;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.ConcurrencyLimit;

/// <summary>Slots of one gateway on real sockets: held as long as the request lives, given back on every way in which it can end.</summary>
public sealed class ConcurrencyLimitTests : IAsyncLifetime
{
    private const int Permits = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();
    private readonly TaskCompletionSource _gate = new();
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _backend.Answer = request => request switch
        {
            { IsWebSocketUpgrade: true } => BackendResponse.SwitchToWebSocket(request),
            _ when request.RequestLine.Contains("/held", StringComparison.Ordinal) => BackendResponse.Ok() with { Gate = _gate.Task },
            _ when request.RequestLine.Contains("/broken", StringComparison.Ordinal) => BackendResponse.CloseWithoutAnswer(),
            _ when request.RequestLine.Contains("/cut", StringComparison.Ordinal) => BackendResponse.Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", close: true),
            _ => BackendResponse.Ok(),
        };
        var limit = $$"""{ "RequestLimits": { "MaxBodyBytes": 10 }, "ConcurrencyLimit": { "per-address": { "By": ["Address"], "Permits": {{Permits}} } } }""";
        var configuration = new TestConfiguration(_folder, _pki)
            .Cluster(_backend.Address)
            .Gateway($$"""{ "Policies": {{limit}}, "ApiKeys": { "keys": { "Path": "none.keys.json", "Pepper": "0123456789abcdef0123456789abcdef" } } }""")
            .Route("open", "/open/{**rest}")
            .Route("closed", "/closed", """{ "Authentication": { "Schemes": ["ApiKey:keys"] }, "Authorization": { "AnyAuthenticated": true } }""")
            .Route("reported", "/reported/{**rest}", """{ "Authentication": { "Anonymous": { "Reason": "a test" } }, "ConcurrencyLimit": { "Mode": "Report" } }""");
        _folder.Write("none.keys.json", """{ "Keys": [] }""");
        _gateway = await RunningGateway.StartAsync(configuration);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _gateway.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    private int Partitions => _gateway.Services.GetRequiredService<SlotTable>().Count;

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Requests_AtOnce_ExactlyThePermitsPassUntilOneHasEnded(WireProtocol protocol)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, protocol is WireProtocol.Http1 ? 10 : 1).Select(_ => WireClient.ConnectAsync(_gateway, protocol)));
        var answers = Enumerable.Range(0, 10).Select(i => clients[i % clients.Length].GetAsync("/open/held")).ToList();
        await Eventually.Async(() => answers.Count(a => a.IsCompleted) == 10 - Permits && _backend.Heads == Permits, Patience, "the rest is refused");
        foreach (var answer in answers.Where(a => a.IsCompleted))
        {
            var refused = await answer;
            Assert.Equal("rule per-address", Refusals.Check(_gateway, refused, 429, "ConcurrencyLimit", "limit-exceeded").Note);
            Assert.Equal("1", refused.Headers["Retry-After"]);
        }

        _gate.SetResult();
        Assert.Equal(Permits, (await Task.WhenAll(answers)).Count(a => a.Status == 200));
        await EmptyAsync();
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public async Task Requests_EndedInEveryWay_LeaveNothing()
    {
        Func<Task>[] ways =
        [
            () => AnsweredAsync("/open/fine", 200),
            () => AnsweredAsync("/open/broken", 502),
            () => AnsweredAsync("/closed", 401),
            TooLargeAsync, CutOffAsync, AbortedAsync, ResetAsync, WebSocketAsync,
        ];
        foreach (var way in ways)
        {
            await way();
            await EmptyAsync();
        }

        // All of them at once, several times; 429s among them are part of it.
        for (var round = 0; round < 3; round++) await Task.WhenAll(ways.Concat(ways).Select(IgnoringRefusalsAsync));
        await EmptyAsync();
        // Exactly zero: neither too few nor too many are free.
        var clients = await Task.WhenAll(Enumerable.Range(0, Permits + 1).Select(_ => _gateway.Http1Async()));
        foreach (var client in clients) await client.SendAsync("GET /open/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var first = await await Task.WhenAny(clients.Select(c => c.ReadResponseAsync()));
        Assert.Equal(429, first.Status);
        await Eventually.Async(() => Partitions == 1, Patience, "held");
        foreach (var client in clients) await client.DisposeAsync();
        await EmptyAsync();
    }

    [Fact]
    public async Task WebSocket_AsLongAsItLives_HoldsItsSlot()
    {
        await using var http2 = await _gateway.Http2Async();
        var opened = await http2.ConnectWebSocketAsync("/open/ws");
        Assert.Equal(200, opened.Response.Status);
        var held = await Task.WhenAll(Enumerable.Range(0, Permits - 1).Select(_ => _gateway.Http1Async()));
        foreach (var client in held) Assert.Equal(101, (await client.RequestAsync(Upgrade)).Status);
        Assert.Equal(429, await StatusAsync("/open/fine"));
        await held[0].DisposeAsync();
        await Eventually.Async(async () => await StatusAsync("/open/fine") == 200, Patience, "its slot is free");
        http2.Abort();
        await held[1].DisposeAsync();
        await EmptyAsync();
    }

    [Fact]
    public async Task Report_OverTheLimit_PassesAndIsRecorded()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, Permits + 1).Select(_ => _gateway.Http1Async()));
        foreach (var client in clients) await client.SendAsync("GET /reported/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await Eventually.Async(() => _backend.Heads == Permits + 1, Patience, "all are forwarded");
        Assert.Single(_gateway.Events.All, e => e is { Event: "request.reported", Policy: "ConcurrencyLimit" });
        _gate.SetResult();
        foreach (var client in clients) Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        await EmptyAsync();
        foreach (var client in clients) await client.DisposeAsync();
    }

    private const string Upgrade =
        "GET /open/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private Task EmptyAsync() => Eventually.Async(() => Partitions == 0, Patience, "nothing is in flight");

    private static async Task IgnoringRefusalsAsync(Func<Task> way)
    {
        try
        {
            await way();
        }
        catch (Refused)
        {
        }
    }

    private async Task<int> StatusAsync(string path)
    {
        await using var client = await _gateway.Http1Async();
        return (await client.GetAsync(path)).Status;
    }

    private async Task AnsweredAsync(string path, int status) => Expect(status, await StatusAsync(path));

    private async Task TooLargeAsync()
    {
        await using var client = await _gateway.Http1Async();
        Expect(413, (await client.RequestAsync("POST /open/body HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + new string('x', 255) + "\r\n0\r\n\r\n")).Status);
    }

    private async Task CutOffAsync()
    {
        await using var client = await _gateway.Http1Async();
        await client.SendAsync("GET /open/cut HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await client.WaitForCloseAsync();
    }

    private async Task AbortedAsync()
    {
        var heads = _backend.Heads;
        await using var client = await _gateway.Http1Async();
        await client.SendAsync("GET /open/held HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await Eventually.Async(() => _backend.Heads > heads, Patience, "it is forwarded");
        client.Abort();
    }

    private async Task ResetAsync()
    {
        await using var client = await _gateway.Http2Async();
        var stream = await client.StartAsync(Http2Headers.Request("GET", "/open/held"));
        await client.PingAsync();
        await stream.ResetAsync();
        await client.PingAsync();
    }

    private async Task WebSocketAsync()
    {
        await using var client = await _gateway.Http2Async();
        var opened = await client.ConnectWebSocketAsync("/open/ws");
        Expect(200, opened.Response.Status);
        await opened.Socket!.SendAsync("hi"u8.ToArray(), WebSocketMessageType.Text, true, default);
        opened.Socket.Abort();
    }

    private static void Expect(int status, int? actual)
    {
        if (actual == 429) throw new Refused();
        Assert.Equal(status, actual);
    }

    private sealed class Refused : Exception;
}
