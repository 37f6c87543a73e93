using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.IntegrationTests.Drills;

/// <summary>A backend that does to each connection what a script says: what a <c>RecordingBackend</c>, which reads whole requests, cannot do wrong.</summary>
internal sealed class ScriptedBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ScriptedConnection, Task> _script;
    private readonly Task _accepting;
    private int _connections;
    private int _heads;
    private int _ended;

    private ScriptedBackend(Func<ScriptedConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}/";

    /// <summary>Connections that were ever opened.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Heads of requests that have come.</summary>
    public int Heads => Volatile.Read(ref _heads);

    /// <summary>Connections that are over: the script has ended, or the gateway has closed.</summary>
    public int Ended => Volatile.Read(ref _ended);

    public static ScriptedBackend Start(Func<ScriptedConnection, Task> script) => new(script);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    internal void HeadCame() => Interlocked.Increment(ref _heads);

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        var stop = _stop.Token;
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await _script(new ScriptedConnection(this, stream, stop));
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The gateway has closed, or the test is over.
        }

        Interlocked.Increment(ref _ended);
    }
}

/// <summary>What a script has in its hands.</summary>
internal sealed class ScriptedConnection(ScriptedBackend backend, NetworkStream stream, CancellationToken stop)
{
    private readonly byte[] _buffer = new byte[16_384];

    /// <summary>Reads until the end of a head, and whatever came behind it.</summary>
    public async Task ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)) head.Append(await ReadAsync());
        backend.HeadCame();
    }

    public async Task<string> ReadAsync()
    {
        var read = await stream.ReadAsync(_buffer, stop);
        return read == 0 ? throw new IOException("closed") : Encoding.Latin1.GetString(_buffer, 0, read);
    }

    public Task WriteAsync(string latin1) => WriteAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, stop);

    /// <summary>Reads and forgets, and says nothing, until the gateway closes.</summary>
    public async Task SwallowAsync()
    {
        while (true) await ReadAsync();
    }

    /// <summary>A plain answer.</summary>
    public Task OkAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
}
