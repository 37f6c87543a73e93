using System.Net;
using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// One client of the gateway in either version, for cases that exist in both. Over HTTP/1.1 it connects again when the gateway has said
/// that it closes; over HTTP/2 requests may run in parallel.
/// </summary>
public sealed class WireClient : IAsyncDisposable
{
    private readonly int _port;
    private readonly IPAddress? _from;
    private readonly Http2Connection? _http2;
    private RawHttp1Connection? _http1;

    private WireClient(int port, IPAddress? from, Http2Connection? http2) => (_port, _from, _http2) = (port, from, http2);

    public static async Task<WireClient> ConnectAsync(RunningGateway gateway, WireProtocol protocol, string? from = null)
    {
        var address = from is null ? null : IPAddress.Parse(from);
        var http2 = protocol is WireProtocol.Http2 ? await Http2Connection.ConnectAsync(gateway.HttpsPort, new ClientTls(), from: address) : null;
        return new WireClient(gateway.HttpsPort, address, http2);
    }

    public Task<WireAnswer> GetAsync(string target, params (string Name, string Value)[] headers) => SendAsync("GET", target, headers);

    public Task<WireAnswer> PostAsync(string target, ReadOnlyMemory<byte> body, params (string Name, string Value)[] headers) =>
        SendAsync("POST", target, headers, body);

    /// <summary>Sends a request to localhost; a body gets its Content-Length.</summary>
    public async Task<WireAnswer> SendAsync(
        string method, string target, IReadOnlyList<(string Name, string Value)> headers, ReadOnlyMemory<byte>? body = null)
    {
        if (_http2 is { } http2)
        {
            List<(string, string)> fields = [.. headers.Select(line => (line.Name.ToLowerInvariant(), line.Value))];
            if (body is { Length: var length }) fields.Add(("content-length", $"{length}"));
            return WireAnswer.Of(await http2.RequestAsync(Http2Headers.Request(method, target, more: [.. fields]), body));
        }

        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: localhost\r\n");
        foreach (var (name, value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (body is { } content) head.Append("Content-Length: ").Append(content.Length).Append("\r\n");
        head.Append("\r\n");
        _http1 ??= await RawHttp1Connection.ConnectAsync(_port, new ClientTls(), from: _from);
        await _http1.SendAsync((byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. (body ?? default).Span]);
        var response = await _http1.ReadResponseAsync(toHead: method == "HEAD");
        if (response.EndedByClose || string.Equals(response.Headers["Connection"], "close", StringComparison.OrdinalIgnoreCase))
        {
            await _http1.DisposeAsync();
            _http1 = null;
        }

        return WireAnswer.Of(response);
    }

    public async ValueTask DisposeAsync()
    {
        if (_http1 is not null) await _http1.DisposeAsync();
        if (_http2 is not null) await _http2.DisposeAsync();
    }
}
