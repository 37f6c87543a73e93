using System.Collections.Concurrent;

namespace Gateway.IntegrationTests.RollingRestart;

/// <summary>What became of the requests of one kind of client.</summary>
internal sealed class Tally(string name)
{
    private readonly ConcurrentQueue<string> _failures = new();
    private int _answered;
    private int _repeated;
    private int _closed;

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>How often a WebSocket was closed in order and opened again.</summary>
    public int Closed => Volatile.Read(ref _closed);

    public IReadOnlyList<string> Failures => [.. _failures];

    public void Answer() => Interlocked.Increment(ref _answered);

    /// <summary>The gateway has said in protocol that it did not take the request: it goes again, over another connection.</summary>
    public void Repeat() => Interlocked.Increment(ref _repeated);

    public void Close() => Interlocked.Increment(ref _closed);

    public void Fail(string why) => _failures.Enqueue(why);

    public override string ToString() =>
        $"{name}: {Answered} answered, {_failures.Count} failed, {_repeated} repeated, {Closed} closed\n{string.Join('\n', _failures.Take(5))}";
}
