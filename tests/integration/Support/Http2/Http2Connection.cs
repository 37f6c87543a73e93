using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// A frame-level HTTP/2 client: well-behaved by itself, but every frame, header byte and setting can be chosen. A background
/// reader gives frames to their streams; any number of streams run in parallel.
/// </summary>
public sealed class Http2Connection : IAsyncDisposable
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly LoopbackClient _client;
    private readonly Http2Options _options;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SemaphoreSlim _starting = new(1);
    private readonly ConcurrentDictionary<int, Http2Stream> _streams = new();
    private readonly Http2Receiver _receiver;
    private int _lastId = -1;

    private Http2Connection(LoopbackClient client, Http2Options options)
    {
        (_client, _options) = (client, options);
        _receiver = new Http2Receiver(this, new ByteReader(client.Stream), options);
    }

    public TimeSpan Timeout => _options.Timeout;

    /// <summary>The TLS session; null with prior knowledge on plain TCP.</summary>
    public SslStream? Tls => _client.Tls;

    /// <summary>The peer's settings so far.</summary>
    public IReadOnlyDictionary<Http2Setting, uint> PeerSettings => _receiver.PeerSettings;

    public Http2GoAway? GoAway => _receiver.GoAway;

    /// <summary>Whether the connection has ended.</summary>
    public bool HasClosed => _receiver.HasClosed;

    /// <summary>The first 10,000 frames that the peer sent.</summary>
    public IReadOnlyList<Http2Frame> Received => _receiver.Log.Frames;

    internal Http2Window Window { get; } = new(65_535);

    internal IEnumerable<Http2Stream> Streams => _streams.Values;

    private string Scheme => Tls is null ? "http" : "https";

    /// <summary>Connects, exchanges preface and SETTINGS and waits for the peer's. Without TLS: prior knowledge.</summary>
    public static async Task<Http2Connection> ConnectAsync(int port, ClientTls? tls = null, Http2Options? options = null, IPAddress? from = null)
    {
        options ??= new Http2Options();
        var client = await Deadline.Async(
            token => LoopbackClient.ConnectAsync(port, tls, SslApplicationProtocol.Http2, from, token), options.Timeout, () => $"connecting to port {port}");
        if (client.Tls is { } session && session.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
        {
            await client.DisposeAsync();
            throw new IOException($"the server on port {port} did not choose h2 by ALPN");
        }

        var connection = new Http2Connection(client, options);
        connection._receiver.Start();
        if (options.Settings is { } settings)
        {
            await connection.WriteBytesAsync((byte[])[.. Preface, .. Http2Settings.Frame(settings).ToBytes()]);
            await Deadline.Async(connection._receiver.Settled.WaitAsync, options.Timeout, () => $"waiting for the server's SETTINGS; {connection.Describe()}");
        }

        return connection;
    }

    /// <summary>A frame as told; nothing is checked.</summary>
    public Task WriteFrameAsync(Http2FrameType type, byte flags, int streamId, ReadOnlyMemory<byte> payload) =>
        WriteBytesAsync(new Http2Frame(type, flags, streamId, payload).ToBytes());

    /// <summary>Bytes as told, not interleaved with other writes.</summary>
    public Task WriteBytesAsync(ReadOnlyMemory<byte> bytes) => Deadline.Async(
        async token =>
        {
            await _writing.WaitAsync(token);
            try
            {
                await _client.Stream.WriteAsync(bytes, token);
            }
            finally
            {
                _writing.Release();
            }
        },
        Timeout,
        () => $"writing {bytes.Length} bytes (does the peer read?); {Describe()}");

    /// <summary>Takes the next stream id without sending anything: for frames written by hand.</summary>
    public Http2Stream OpenStream()
    {
        var window = PeerSettings.TryGetValue(Http2Setting.InitialWindowSize, out var size) ? size : 65_535;
        var stream = new Http2Stream(this, Interlocked.Add(ref _lastId, 2), window);
        _streams[stream.Id] = stream;
        if (_receiver.HasClosed)
            _receiver.Abandon(stream);
        return stream;
    }

    /// <summary>Opens a stream with these headers, in this order, doubled or illegal as they may be.</summary>
    public Task<Http2Stream> StartAsync(IEnumerable<(string Name, string Value)> headers, bool endStream = true) =>
        StartAsync(HpackEncoder.Encode(headers), endStream);

    /// <summary>Opens a stream with a header block made by hand.</summary>
    public async Task<Http2Stream> StartAsync(ReadOnlyMemory<byte> headerBlock, bool endStream = true)
    {
        // Ids must rise on the wire: taking one and sending it is one step.
        await _starting.WaitAsync();
        try
        {
            var stream = OpenStream();
            await WriteHeaderBlockAsync(stream.Id, headerBlock, endStream);
            return stream;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>
    /// Sends a request and waits until its stream has ended one way or another: response, RST_STREAM, GOAWAY or close. With
    /// <paramref name="endStream"/> false the request is left open.
    /// </summary>
    public async Task<Http2Response> RequestAsync(
        IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte>? body = null, bool endStream = true, TimeSpan? timeout = null)
    {
        var stream = await StartAsync(headers, endStream && body is null);
        if (body is { } content)
            await stream.SendDataAsync(content, endStream);
        return await stream.ResponseAsync(timeout);
    }

    public Task<Http2Response> GetAsync(string path, string authority = "localhost", params (string Name, string Value)[] headers) =>
        RequestAsync(Http2Headers.Request("GET", path, authority, Scheme, headers));

    /// <summary>Extended CONNECT (RFC 8441); the socket is null when the server refused.</summary>
    public async Task<Http2WebSocket> ConnectWebSocketAsync(string path, string authority = "localhost", params (string Name, string Value)[] headers)
    {
        var stream = await StartAsync(Http2Headers.WebSocket(path, authority, Scheme, headers), endStream: false);
        var response = await stream.HeadersAsync();
        var socket = response.Status == 200
            ? WebSocket.CreateFromStream(stream.AsStream(), new WebSocketCreationOptions { IsServer = false })
            : null;
        return new Http2WebSocket(stream, response, socket);
    }

    /// <summary>A PING and its answer: the connection is alive and the peer has seen all that was sent before.</summary>
    public async Task PingAsync(TimeSpan? timeout = null)
    {
        var before = _receiver.Pongs;
        await WriteFrameAsync(Http2FrameType.Ping, Http2Flags.None, 0, new byte[8]);
        await Eventually.Async(
            () => _receiver.Pongs > before || _receiver.HasClosed, timeout ?? Timeout, $"the PING is answered; {Describe()}");
        if (_receiver.Pongs <= before)
            throw new EndOfStreamException($"the connection ended before the PING was answered; {Describe()}");
    }

    /// <summary>Waits for GOAWAY; throws when the connection ends without one.</summary>
    public async Task<Http2GoAway> WaitForGoAwayAsync(TimeSpan? timeout = null)
    {
        await Eventually.Async(() => GoAway is not null || _receiver.HasClosed, timeout ?? Timeout, $"GOAWAY comes; {Describe()}");
        return GoAway ?? throw new EndOfStreamException($"the connection ended without GOAWAY; {Describe()}");
    }

    /// <summary>Whether the peer closes or resets the connection within the time.</summary>
    public async Task<bool> WaitForCloseAsync(TimeSpan? timeout = null)
    {
        var limit = Task.Delay(timeout ?? Timeout);
        return await Task.WhenAny(_receiver.Closed, limit) == _receiver.Closed;
    }

    /// <summary>Resets the TCP connection.</summary>
    public void Abort() => _client.Abort();

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _receiver.Closed;
    }

    internal string Describe() => $"{GoAway?.ToString() ?? "no GOAWAY"}; {(_receiver.HasClosed ? "closed" : "open")}; {_receiver.Log}";

    internal Http2Stream? Find(int id) => _streams.GetValueOrDefault(id);

    /// <summary>HEADERS and as many CONTINUATION frames as the peer's frame size asks for. A closed connection shows in the stream.</summary>
    internal async Task WriteHeaderBlockAsync(int streamId, ReadOnlyMemory<byte> block, bool endStream)
    {
        var limit = MaxFrameBytes;
        var bytes = new MemoryStream();
        var type = Http2FrameType.Headers;
        var flags = endStream ? Http2Flags.EndStream : Http2Flags.None;
        for (var at = 0; at == 0 || at < block.Length; at += limit, type = Http2FrameType.Continuation, flags = Http2Flags.None)
        {
            var part = block[at..Math.Min(block.Length, at + limit)];
            if (at + limit >= block.Length)
                flags |= Http2Flags.EndHeaders;
            bytes.Write(new Http2Frame(type, flags, streamId, part).ToBytes());
        }

        await TryWriteAsync(bytes.ToArray());
    }

    internal async Task<bool> SendDataAsync(Http2Stream stream, ReadOnlyMemory<byte> content, bool endStream)
    {
        do
        {
            var changed = Task.WhenAny(stream.Window.Changed, Window.Changed, stream.Ended);
            var wanted = (int)Math.Clamp(stream.Window.Available, 0, Math.Min(MaxFrameBytes, content.Length));
            var count = Window.Take(wanted);
            stream.Window.Take(count);
            if (stream.HasEnded)
                return false;
            if (count == 0 && !content.IsEmpty)
            {
                await Deadline.Async(changed.WaitAsync, Timeout, () => $"waiting for window of stream {stream.Id}; {Describe()}");
                continue;
            }

            var last = count == content.Length;
            var frame = new Http2Frame(Http2FrameType.Data, last && endStream ? Http2Flags.EndStream : Http2Flags.None, stream.Id, content[..count]);
            if (!await TryWriteAsync(frame.ToBytes()))
                return false;
            content = content[count..];
        }
        while (!content.IsEmpty);
        return true;
    }

    /// <summary>False when the connection is gone, which the reader reports to the streams.</summary>
    internal async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await WriteBytesAsync(bytes);
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    private int MaxFrameBytes => PeerSettings.TryGetValue(Http2Setting.MaxFrameSize, out var size) ? (int)size : 16_384;
}
