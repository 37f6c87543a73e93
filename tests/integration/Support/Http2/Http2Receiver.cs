using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Gateway.IntegrationTests.Support;

/// <summary>The background reader of a connection: gives each frame to its stream and answers what must be answered.</summary>
internal sealed class Http2Receiver(Http2Connection connection, ByteReader reader, Http2Options options)
{
    private readonly HpackDecoder _hpack = new((int)(options.Settings?.GetValueOrDefault(Http2Setting.HeaderTableSize, 4096u) ?? 4096u));
    private readonly ConcurrentDictionary<Http2Setting, uint> _peerSettings = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _headerBlock = new();
    private bool _blockEndsStream;
    private int _pongs;
    private volatile Http2GoAway? _goAway;
    private volatile bool _hasClosed;

    public Http2FrameLog Log { get; } = new();

    public IReadOnlyDictionary<Http2Setting, uint> PeerSettings => _peerSettings;

    public Http2GoAway? GoAway => _goAway;

    public int Pongs => Volatile.Read(ref _pongs);

    /// <summary>Ends with the peer's first SETTINGS, or with the connection.</summary>
    public Task Settled => _settled.Task;

    public Task Closed { get; private set; } = Task.CompletedTask;

    public bool HasClosed => _hasClosed;

    public void Start() => Closed = RunAsync();

    /// <summary>Ends a stream because its connection has ended.</summary>
    public void Abandon(Http2Stream stream) =>
        stream.End(response => response with { ConnectionClosed = true, GoAwayCode = GoAway?.Code });

    private async Task RunAsync()
    {
        try
        {
            while (await Http2Frame.ReadAsync(reader, CancellationToken.None) is { } frame)
            {
                Log.Add(frame);
                Dispatch(frame);
            }
        }
        finally
        {
            _hasClosed = true;
            foreach (var stream in connection.Streams)
                Abandon(stream);
            _settled.TrySetResult();
        }
    }

    private void Dispatch(Http2Frame frame)
    {
        switch (frame.Type)
        {
            case Http2FrameType.Headers:
                _headerBlock.SetLength(0);
                _blockEndsStream = frame.Has(Http2Flags.EndStream);
                OnHeaderBlock(frame);
                break;
            case Http2FrameType.Continuation:
                OnHeaderBlock(frame);
                break;
            case Http2FrameType.Data:
                OnData(frame);
                break;
            case Http2FrameType.RstStream:
                var code = (Http2ErrorCode)BinaryPrimitives.ReadInt32BigEndian(frame.Payload.Span);
                connection.Find(frame.StreamId)?.End(response => response with { ResetCode = code });
                break;
            case Http2FrameType.Settings when !frame.Has(Http2Flags.Ack):
                OnSettings(frame);
                break;
            case Http2FrameType.Ping when frame.Has(Http2Flags.Ack):
                Interlocked.Increment(ref _pongs);
                break;
            case Http2FrameType.Ping:
                Reply(frame with { Flags = Http2Flags.Ack });
                break;
            case Http2FrameType.GoAway:
                OnGoAway(Http2GoAway.Parse(frame.Payload.Span));
                break;
            case Http2FrameType.WindowUpdate:
                var window = frame.StreamId == 0 ? connection.Window : connection.Find(frame.StreamId)?.Window;
                window?.Add(BinaryPrimitives.ReadInt32BigEndian(frame.Payload.Span) & int.MaxValue);
                break;
            default:
                break;
        }
    }

    private void OnHeaderBlock(Http2Frame frame)
    {
        _headerBlock.Write(frame.Content().Span);
        if (!frame.Has(Http2Flags.EndHeaders))
            return;
        // Decoded for unknown streams, too: the dynamic table is the connection's.
        var fields = _hpack.Decode(_headerBlock.ToArray());
        connection.Find(frame.StreamId)?.OnHeaders(fields, _blockEndsStream);
    }

    private void OnData(Http2Frame frame)
    {
        if (options.UpdatesWindows && frame.Payload.Length > 0)
        {
            var increment = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(increment, frame.Payload.Length);
            Reply(new Http2Frame(Http2FrameType.WindowUpdate, Http2Flags.None, 0, increment));
            if (!frame.Has(Http2Flags.EndStream))
                Reply(new Http2Frame(Http2FrameType.WindowUpdate, Http2Flags.None, frame.StreamId, increment));
        }

        connection.Find(frame.StreamId)?.OnData(frame.Content().ToArray(), frame.Has(Http2Flags.EndStream));
    }

    private void OnSettings(Http2Frame frame)
    {
        foreach (var (setting, value) in Http2Settings.Parse(frame.Payload))
        {
            var before = _peerSettings.GetValueOrDefault(setting, 65_535u);
            _peerSettings[setting] = value;
            if (setting != Http2Setting.InitialWindowSize)
                continue;
            foreach (var stream in connection.Streams)
                stream.Window.Add((long)value - before);
        }

        Reply(new Http2Frame(Http2FrameType.Settings, Http2Flags.Ack, 0, default));
        _settled.TrySetResult();
    }

    private void OnGoAway(Http2GoAway goAway)
    {
        _goAway = goAway;
        foreach (var stream in connection.Streams.Where(stream => stream.Id > goAway.LastStreamId))
            stream.End(response => response with { GoAwayCode = goAway.Code });
    }

    /// <summary>Not awaited: a peer that does not read must not keep us from reading.</summary>
    private void Reply(Http2Frame frame)
    {
        if (options.Acknowledges || frame.Type == Http2FrameType.WindowUpdate)
            _ = connection.TryWriteAsync(frame.ToBytes());
    }
}
