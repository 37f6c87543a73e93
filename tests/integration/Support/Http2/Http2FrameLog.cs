using System.Collections.Concurrent;

namespace Gateway.IntegrationTests.Support;

/// <summary>The first frames that the peer sent, for assertions and for the messages of failed waits.</summary>
internal sealed class Http2FrameLog
{
    private const int Capacity = 10_000;
    private readonly ConcurrentQueue<Http2Frame> _frames = new();

    public IReadOnlyList<Http2Frame> Frames => [.. _frames];

    public void Add(Http2Frame frame)
    {
        if (_frames.Count < Capacity)
            _frames.Enqueue(frame);
    }

    public override string ToString() =>
        _frames.IsEmpty ? "no frame received" : "last frames received: " + string.Join("; ", _frames.TakeLast(8));
}
