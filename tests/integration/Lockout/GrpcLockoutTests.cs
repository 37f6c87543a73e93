using Gateway.IntegrationTests.Support;
using Gateway.Policies.Lockout.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Lockout;

/// <summary>Lockout where the backend speaks gRPC: every answer is a 200, and what it says of the credential stands elsewhere.</summary>
public sealed class GrpcLockoutTests : IAsyncLifetime
{
    private static readonly byte[] Message = [0, 0, 0, 0, 0];
    private readonly TempFolder _folder = new();
    private readonly TestPki _pki = new();
    private EchoBackend _backend = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _backend = await EchoBackend.StartAsync();
        _gateway = await RunningGateway.StartAsync(new TestConfiguration(_folder, _pki)
            .Cluster(_backend.H2cAddress, more: """{ "HttpRequest": { "Version": "2", "VersionPolicy": "RequestVersionExact" } }""")
            .Route("login", "/echo.Echo/{method}", """
                {
                  "Authentication": { "Anonymous": { "Reason": "a test" } },
                  "Lockout": { "AccountFrom": ["Header:x-login"], "DelayAfter": 0, "LockAfter": 3 }
                }
                """));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Head", "16")]
    [InlineData("Head", "7")]
    [InlineData("Trailers", "16")]
    [InlineData("Trailers", "7")]
    public async Task Refusals_OfTheBackend_Lock(string method, string status)
    {
        await using var client = await _gateway.Http2Async();
        for (var guess = 0; guess < 3; guess++) Assert.Equal(status, StatusOf(await CallAsync(client, method, status)));
        await Eventually.Async(() => _gateway.Events.All.Any(static e => e.Event == "request.lockout.locked"), Deadline.Default, "the account is locked");
        var refused = await CallAsync(client, method, "0");
        Assert.Equal((200, "8"), (refused.Status, refused.Headers["grpc-status"]));
        Assert.Equal(3, _backend.Served($"/echo.Echo/{method}"));
    }

    [Theory]
    [InlineData("Head")]
    [InlineData("Trailers")]
    public async Task Success_Clears_AndOtherCodesChangeNothing(string method)
    {
        await using var client = await _gateway.Http2Async();
        foreach (var status in (string[])["16", "16", "0", "16", "13", "5", "16", "0"])
        {
            Assert.Equal(status, StatusOf(await CallAsync(client, method, status)));
            // The client has the trailers a moment before the call has ended here.
            if (status == "0") await Eventually.Async(() => _gateway.Services.GetRequiredService<LockoutTable>().Count == 1, Deadline.Default, "the network's count alone is left");
        }
    }

    [Fact]
    public async Task Status_ThatTheClientsVersionHides_IsAFailure()
    {
        // HTTP/1.1 to the gateway: the trailers are lost, the message is not.
        await using var client = await _gateway.Http1Async();
        for (var guess = 0; guess < 3; guess++)
            Assert.Equal(200, (await client.RequestAsync("POST /echo.Echo/Trailers HTTP/1.1\r\nHost: localhost\r\nx-login: alice\r\nx-answer: 16\r\nContent-Type: application/grpc\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0")).Status);
        await Eventually.Async(() => _gateway.Events.All.Any(static e => e.Event == "request.lockout.locked"), Deadline.Default, "the account is locked");
    }

    [Fact]
    public async Task Call_ThatTheClientGivesNoTime_IsAFailure()
    {
        // As hanging up: whether the guess was right may show elsewhere.
        await using var client = await _gateway.Http2Async();
        for (var guess = 0; guess < 3; guess++) Assert.Equal("4", StatusOf(await CallAsync(client, "Slow", "0", ("grpc-timeout", "50m"))));
        await Eventually.Async(() => _gateway.Events.All.Any(static e => e.Event == "request.lockout.locked"), Deadline.Default, "the account is locked");
    }

    [Theory]
    [InlineData("application/grpc-web+proto")]
    [InlineData("Application/gRPC-Web-Text")]
    [InlineData("application/grpc-web\t")]
    public async Task GrpcWeb_WhoseStatusNobodySees_IsRefused(string type)
    {
        await using var client = await _gateway.Http1Async();
        await client.RequestAsync($"POST /echo.Echo/Web HTTP/1.1\r\nHost: localhost\r\nx-login: alice\r\nx-answer: 16\r\nContent-Type: {type}\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0");
        Assert.Contains(_gateway.Events.All, static e => e is { Event: "request.rejected", Reason: "grpc-web-not-counted", Status: 415 });
        Assert.Equal(0, _backend.Served("/echo.Echo/Web"));
    }

    private static string? StatusOf(Http2Response answer) => answer.Headers["grpc-status"] ?? answer.Trailers["grpc-status"];

    private static Task<Http2Response> CallAsync(Http2Connection client, string method, string answer, params (string, string)[] more) => client.RequestAsync(
        Http2Headers.Request("POST", $"/echo.Echo/{method}", more: [("content-type", "application/grpc"), ("te", "trailers"), ("x-login", "alice"), ("x-answer", answer), .. more]), Message);
}
