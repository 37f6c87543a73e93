using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// A Kestrel backend for what a raw one cannot speak: HTTP/2, WebSockets over both versions, gRPC. Any path answers with
/// an <see cref="EchoedRequest"/> as JSON; <c>/ws</c> echoes WebSocket messages; <c>/echo.Echo/Say</c> is a unary gRPC
/// method that returns its message.
/// </summary>
public sealed class EchoBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WebSocketCloseStatus?> _closed;
    private readonly ConcurrentDictionary<string, int> _served;

    private EchoBackend(WebApplication app, IReadOnlyList<int> ports, ConcurrentQueue<WebSocketCloseStatus?> closed, ConcurrentDictionary<string, int> served) =>
        (_app, Http1Port, H2cPort, _closed, _served) = (app, ports[0], ports[1], closed, served);

    /// <summary>How many requests for a path have arrived, whatever became of their answers.</summary>
    public int Served(string path) => _served.GetValueOrDefault(path);

    /// <summary>The status of each Close frame that it got.</summary>
    public IReadOnlyList<WebSocketCloseStatus?> Closed => [.. _closed];

    public int Http1Port { get; }

    public int H2cPort { get; }

    /// <summary>The HTTP/1.1 address with a trailing slash, as a cluster's destination takes it.</summary>
    public string Http1Address => $"http://127.0.0.1:{Http1Port}/";

    /// <summary>The HTTP/2 (prior knowledge) address with a trailing slash.</summary>
    public string H2cAddress => $"http://127.0.0.1:{H2cPort}/";

    public static async Task<EchoBackend> StartAsync()
    {
        var app = LoopbackKestrel.Build(LoopbackListener.Http1, LoopbackListener.H2c);
        app.UseWebSockets();
        var closed = new ConcurrentQueue<WebSocketCloseStatus?>();
        var served = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        app.Run(context =>
        {
            served.AddOrUpdate(context.Request.Path.Value ?? "", 1, static (_, count) => count + 1);
            return ServeAsync(context, closed);
        });
        await app.StartAsync();
        return new EchoBackend(app, LoopbackKestrel.Ports(app), closed, served);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task ServeAsync(HttpContext context, ConcurrentQueue<WebSocketCloseStatus?> closed) => context switch
    {
        { WebSockets.IsWebSocketRequest: true } when context.Request.Path == "/ws" => EchoWebSocketAsync(context, closed),
        _ when context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true => EchoGrpcAsync(context),
        _ => EchoJsonAsync(context),
    };

    private static async Task EchoJsonAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = request.Headers.SelectMany(header => header.Value, (header, value) => new EchoedHeader(header.Key, value ?? ""));
        await context.Response.WriteAsJsonAsync(new EchoedRequest(
            request.Method,
            request.Protocol,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            request.Path.Value ?? "",
            request.QueryString.Value ?? "",
            [.. headers],
            body));
    }

    private static async Task EchoWebSocketAsync(HttpContext context, ConcurrentQueue<WebSocketCloseStatus?> closed)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
                break;
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }

        closed.Enqueue(socket.CloseStatus);
        await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, context.RequestAborted);
    }

    /// <summary>A gRPC response is a 200 whose outcome stands in trailers; an unknown method is answered by a trailers-only response.</summary>
    private static async Task EchoGrpcAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "application/grpc";
        if (context.Request.Headers["x-answer"].ToString() is { Length: > 0 } asked)
        {
            // What a login method makes of the credential: at the end of a message, or at once.
            if (context.Request.Path == "/echo.Echo/Slow") await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (context.Request.Path == "/echo.Echo/Head") response.Headers["grpc-status"] = asked;
            else await response.Body.WriteAsync(new byte[5], context.RequestAborted);
            if (context.Request.Path != "/echo.Echo/Head") response.AppendTrailer("grpc-status", asked);
            return;
        }

        if (context.Request.Path != "/echo.Echo/Say")
        {
            response.Headers["grpc-status"] = "12";
            return;
        }

        response.DeclareTrailer("grpc-status");
        await context.Request.Body.CopyToAsync(response.Body, context.RequestAborted);
        response.AppendTrailer("grpc-status", "0");
        response.AppendTrailer("grpc-message", "said");
    }
}
