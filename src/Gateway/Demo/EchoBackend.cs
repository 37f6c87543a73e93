using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Demo;

/// <summary>A backend on a loopback port that shows what it received, so that one sees what the gateway forwards.</summary>
internal sealed class EchoBackend : IAsyncDisposable
{
    private const int MaxShownBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private WebApplication? _app;

    /// <summary>Takes a free port, so that the address is known before the backend runs.</summary>
    public EchoBackend()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = $"http://127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}/";
    }

    public string Address { get; }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenHandle((ulong)_socket.Handle, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(EchoAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _socket.Dispose();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        var request = context.Request;
        var body = new byte[MaxShownBytes];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        await request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            new
            {
                method = request.Method,
                path = request.Path.Value,
                query = request.QueryString.Value,
                headers = request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()),
                body = Encoding.UTF8.GetString(body, 0, length),
            },
            Json,
            context.RequestAborted);
    }
}
