using System.Buffers.Binary;
using System.Threading.Channels;

namespace Gateway.IntegrationTests.Support;

/// <summary>One request and its response on an <see cref="Http2Connection"/>.</summary>
#pragma warning disable CA1711 // "Stream" is RFC 9113's own word for this; it is no System.IO.Stream.
public sealed class Http2Stream
#pragma warning restore CA1711
{
    private readonly Http2Connection _connection;
    private readonly Lock _lock = new();
    private readonly MemoryStream _body = new();
    private readonly Channel<byte[]> _data = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Http2Response _response = new();

    internal Http2Stream(Http2Connection connection, int id, long window)
    {
        (_connection, Id) = (connection, id);
        Window = new Http2Window(window);
    }

    public int Id { get; }

    /// <summary>Whether the peer has ended, reset or abandoned the stream.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    internal Http2Window Window { get; }

    internal Task Ended => _ended.Task;

    /// <summary>Sends DATA within the peer's flow control; false when the stream ended before all of it was sent.</summary>
    public Task<bool> SendDataAsync(ReadOnlyMemory<byte> content, bool endStream) => _connection.SendDataAsync(this, content, endStream);

    /// <summary>Sends a last header block, which ends the stream.</summary>
    public Task SendTrailersAsync(IEnumerable<(string Name, string Value)> trailers) =>
        _connection.WriteHeaderBlockAsync(Id, HpackEncoder.Encode(trailers), endStream: true);

    public Task ResetAsync(Http2ErrorCode code = Http2ErrorCode.Cancel)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, (int)code);
        return _connection.WriteFrameAsync(Http2FrameType.RstStream, Http2Flags.None, Id, payload);
    }

    /// <summary>Waits until the stream has ended one way or another.</summary>
    public Task<Http2Response> ResponseAsync(TimeSpan? timeout = null) => WaitAsync(_ended.Task, "the end of the response", timeout);

    /// <summary>Waits for the final response's headers, or an end without them; the body may still be coming.</summary>
    public Task<Http2Response> HeadersAsync(TimeSpan? timeout = null) => WaitAsync(_answered.Task, "response headers", timeout);

    /// <summary>The next DATA payload; empty when the stream has ended.</summary>
    public Task<byte[]> ReadDataAsync(TimeSpan? timeout = null) => Deadline.Async(
        async token => await _data.Reader.WaitToReadAsync(token) && _data.Reader.TryRead(out var chunk) ? chunk : [],
        timeout ?? _connection.Timeout,
        () => $"reading DATA of stream {Id}; {_connection.Describe()}");

    /// <summary>The DATA of both directions as a stream, for what runs inside an extended CONNECT.</summary>
    public Stream AsStream() => new Http2DataStream(this);

    internal void OnHeaders(HeaderList fields, bool endStream)
    {
        lock (_lock)
        {
            if (_response.HeaderFields is not null)
                _response = _response with { Trailers = fields };
            else if (fields[":status"] is ['1', _, _])
                _response = _response with { Interim = [.. _response.Interim, fields] };
            else
                _response = _response with { HeaderFields = fields };
            if (_response.HeaderFields is not null)
                _answered.TrySetResult();
        }

        if (endStream)
            End(response => response with { Completed = true });
    }

    internal void OnData(byte[] content, bool endStream)
    {
        lock (_lock) _body.Write(content);
        if (content.Length > 0)
            _data.Writer.TryWrite(content);
        if (endStream)
            End(response => response with { Completed = true });
    }

    /// <summary>The first end counts; what comes later cannot change the response.</summary>
    internal void End(Func<Http2Response, Http2Response> how)
    {
        lock (_lock)
        {
            if (HasEnded)
                return;
            _response = how(_response);
            _ended.SetResult();
            _answered.TrySetResult();
        }

        _data.Writer.TryComplete();
    }

    private async Task<Http2Response> WaitAsync(Task arrived, string what, TimeSpan? timeout)
    {
        await Deadline.Async(
            arrived.WaitAsync, timeout ?? _connection.Timeout, () => $"waiting for {what} on stream {Id}; {_connection.Describe()}");
        lock (_lock) return _response with { Body = _body.ToArray() };
    }
}
