using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>What the recording backend does with one request.</summary>
public sealed record BackendResponse
{
    private BackendResponse()
    {
    }

    /// <summary>The bytes that are sent; empty sends nothing.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>The answer waits for this task: the gate of a test that needs a slow backend.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>Close the connection after the bytes.</summary>
    public bool Close { get; init; }

    /// <summary>After the bytes every byte that arrives is sent back, as after a 101.</summary>
    public bool Echo { get; private init; }

    public static BackendResponse Ok(string body = "ok", params (string Name, string Value)[] headers) => Of(200, body, headers);

    /// <summary>A response with Content-Length, and Content-Type text/plain unless given.</summary>
    public static BackendResponse Of(int status, string body = "", params (string Name, string Value)[] headers) => Of(status, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>The same with bytes.</summary>
    public static BackendResponse Of(int status, byte[] content, params (string Name, string Value)[] headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Status-{status}\r\n");
        if (!headers.Any(line => line.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            head.Append("Content-Type: text/plain\r\n");
        foreach (var (name, value) in headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {content.Length}\r\n\r\n");
        return new BackendResponse { Bytes = (byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. content] };
    }

    /// <summary>Exactly these bytes, which need not be HTTP.</summary>
    public static BackendResponse Raw(ReadOnlyMemory<byte> bytes, bool close = false) => new() { Bytes = bytes, Close = close };

    public static BackendResponse Raw(string latin1, bool close = false) => Raw(Encoding.Latin1.GetBytes(latin1), close);

    /// <summary>Close the connection without an answer.</summary>
    public static BackendResponse CloseWithoutAnswer() => new() { Close = true };

    /// <summary>200 with that many extra headers of that many bytes each.</summary>
    public static BackendResponse HugeHeaders(int count, int bytesEach) =>
        Ok("ok", [.. Enumerable.Range(0, count).Select(number => ($"X-Huge-{number}", new string('h', bytesEach)))]);

    /// <summary>101 to a WebSocket handshake (RFC 6455 section 4.2.2), then a raw echo.</summary>
    public static BackendResponse SwitchToWebSocket(RecordedRequest request)
    {
        var key = request.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
        var head = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n";
        return Raw(head) with { Echo = true };
    }
}
