using System.Collections.Concurrent;

namespace Gateway.Policies.WebSocket;

/// <summary>Every open WebSocket of the process. As many as the limits on connections and streams allow.</summary>
internal sealed class OpenWebSockets(TimeProvider time)
{
    private readonly ConcurrentDictionary<OpenWebSocket, bool> _open = new();
    private volatile Closing? _closing;

    public int Count => _open.Count;

    public void Add(OpenWebSocket socket)
    {
        _open.TryAdd(socket, true);
        // Opened by a request that was in flight when everything closed.
        if (_closing is { } closing) _ = socket.CloseAsync(closing.Status, closing.Timeout);
    }

    public void Remove(OpenWebSocket socket) => _open.TryRemove(socket, out _);

    /// <summary>Closes all, and from now on every new one at once.</summary>
    /// <param name="status">The status code that both sides get.</param>
    /// <param name="spread">Over how long the closing of those that are open is spread, evenly.</param>
    /// <param name="timeout">How long one of them may take.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>How many were closed, and how many of these without an answer from both sides.</returns>
    public async Task<(int Closed, int Unanswered)> CloseAllAsync(ushort status, TimeSpan spread, TimeSpan timeout, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var all = _open.Keys.ToArray();
        var closing = new List<Task<bool>>(all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            var wait = (spread * i / all.Length) - time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
            closing.Add(all[i].CloseAsync(status, timeout));
        }

        _closing = new Closing(status, timeout);
        // Those that came since.
        foreach (var socket in _open.Keys.Except(all)) closing.Add(socket.CloseAsync(status, timeout));
        var answered = await Task.WhenAll(closing).WaitAsync(cancellation);
        return (answered.Length, answered.Count(static a => !a));
    }

    private sealed record Closing(ushort Status, TimeSpan Timeout);
}
