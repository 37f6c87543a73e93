using System.Net.WebSockets;
using System.Text;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.RollingRestart;

/// <summary>A WebSocket to an echo; anything but an echo or an orderly end is an exception.</summary>
internal interface IEchoSocket : IAsyncDisposable
{
    /// <summary>False when a Close frame 1001 came instead of the echo.</summary>
    Task<bool> EchoAsync(string text);

    /// <summary>Answers the Close frame, and waits for the end of the connection, which must not be a reset.</summary>
    Task CloseInOrderAsync();
}

/// <summary>Over HTTP/1.1, frame by frame.</summary>
internal sealed class EchoSocket1(RawHttp1Connection connection) : IEchoSocket
{
    private const string Handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    public static async Task<EchoSocket1> OpenAsync(int port)
    {
        var connection = await RawHttp1Connection.ConnectAsync(port);
        var response = await connection.RequestAsync($"GET /ws HTTP/1.1\r\nHost: localhost\r\n{Handshake}\r\n");
        if (response.Status != 101) throw new IOException($"not opened: {response.Status}");
        return new EchoSocket1(connection);
    }

    public async Task<bool> EchoAsync(string text)
    {
        await connection.SendAsync($"\x81{(char)(0x80 | text.Length)}\0\0\0\0{text}");
        var head = await connection.ReadExactlyAsync(2);
        var payload = await connection.ReadExactlyAsync(head[1]);
        if (head[0] == 0x88 && payload is [0x03, 0xE9]) return false;
        if (head[0] != 0x81 || Encoding.Latin1.GetString(payload) != text) throw new IOException($"frame {head[0]:X2}, {Convert.ToHexString(payload)}");
        return true;
    }

    public async Task CloseInOrderAsync()
    {
        await connection.SendAsync((byte[])[0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE9]);
        if (!await connection.WaitForCloseAsync()) throw new IOException("the connection stayed open");
        if (connection.WasReset || connection.Unread.Length > 0) throw new IOException($"an abrupt end, {connection.Unread.Length} bytes behind the Close frame");
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

/// <summary>Over HTTP/2, as a stream.</summary>
internal sealed class EchoSocket2(Http2Connection connection, Http2WebSocket opened) : IEchoSocket
{
    private readonly WebSocket _socket = opened.Socket!;
    private readonly byte[] _buffer = new byte[100];

    public static async Task<EchoSocket2> OpenAsync(int port)
    {
        var connection = await Http2Connection.ConnectAsync(port, new ClientTls());
        var opened = await connection.ConnectWebSocketAsync("/ws");
        if (opened.Socket is null) throw new IOException($"not opened: {opened.Response}");
        return new EchoSocket2(connection, opened);
    }

    public async Task<bool> EchoAsync(string text)
    {
        await _socket.SendAsync(Encoding.Latin1.GetBytes(text), WebSocketMessageType.Text, true, default);
        var received = await _socket.ReceiveAsync(_buffer, default);
        if (received.MessageType is WebSocketMessageType.Close && _socket.CloseStatus is WebSocketCloseStatus.EndpointUnavailable) return false;
        if (Encoding.Latin1.GetString(_buffer, 0, received.Count) != text) throw new IOException($"{received.MessageType} {_socket.CloseStatus}");
        return true;
    }

    public async Task CloseInOrderAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, default);
        var end = await opened.Stream.ResponseAsync();
        if (end is not { Completed: true, ResetCode: null, ConnectionClosed: false }) throw new IOException($"an abrupt end: {end}");
        await connection.WriteFrameAsync(Http2FrameType.Data, Http2Flags.EndStream, opened.Stream.Id, default);
        await connection.WaitForGoAwayAsync();
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return connection.DisposeAsync();
    }
}
