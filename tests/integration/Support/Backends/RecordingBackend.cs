using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.IntegrationTests.Support;

/// <summary>
/// A raw-socket HTTP/1.1 backend on a loopback port that keeps the exact bytes of every request: the proof of what the
/// gateway forwarded, and of what it did not.
/// </summary>
public sealed class RecordingBackend : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<byte[]> _incomplete = [];
    private readonly HashSet<RecordingConnection> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _accepting;
    private int _connections;
    private int _heads;
    private Exception? _failure;

    private RecordingBackend(SslServerAuthenticationOptions? tls)
    {
        _tls = tls;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The address with a trailing slash, as a cluster's destination takes it.</summary>
    public string Address => _tls is null ? $"http://127.0.0.1:{Port}/" : $"https://localhost:{Port}/";

    /// <summary>Decides the answer to each request. The default upgrades WebSockets and answers 200 "ok" to the rest.</summary>
    public Func<RecordedRequest, BackendResponse> Answer { get; set; } =
        request => request.IsWebSocketUpgrade ? BackendResponse.SwitchToWebSocket(request) : BackendResponse.Ok();

    /// <summary>Answer <c>Expect: 100-continue</c> with 100 before the body is read.</summary>
    public bool Sends100Continue { get; set; } = true;

    /// <summary>How many connections were ever opened.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many request heads have arrived, whether or not their bodies ever did.</summary>
    public int Heads => Volatile.Read(ref _heads);

    public int OpenConnections
    {
        get { lock (_lock) return _open.Count; }
    }

    /// <summary>The complete requests in the order in which they were complete.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get { lock (_lock) return [.. _requests]; }
    }

    /// <summary>What came on connections that ended, or stopped making sense, inside a request.</summary>
    public IReadOnlyList<byte[]> Incomplete
    {
        get { lock (_lock) return [.. _incomplete]; }
    }

    /// <summary>Listens on an ephemeral loopback port; with a certificate it speaks TLS.</summary>
    public static RecordingBackend Start(X509Certificate2? certificate = null) =>
        new(certificate is null ? null : new SslServerAuthenticationOptions { ServerCertificate = certificate });

    /// <summary>Speaks TLS as told: client certificates, versions.</summary>
    public static RecordingBackend Start(SslServerAuthenticationOptions tls) => new(tls);

    /// <summary>Waits until at least that many requests are complete and returns them all.</summary>
    public async Task<IReadOnlyList<RecordedRequest>> WaitForRequestsAsync(int count, TimeSpan? timeout = null)
    {
        await Eventually.Async(
            () => Requests.Count >= count,
            timeout ?? Deadline.Default,
            $"the backend on port {Port} has {count} requests");
        return Requests;
    }

    /// <summary>Forgets requests and remains; connections go on.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _incomplete.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        RecordingConnection[] open;
        lock (_lock) open = [.. _open];
        foreach (var connection in open)
            await connection.DisposeAsync();
        if (_failure is not null)
            throw new InvalidOperationException("the test's own Answer threw", _failure);
    }

    internal void RecordHead() => Interlocked.Increment(ref _heads);

    internal void RecordFailure(Exception failure) => _failure = failure;

    internal void Record(RecordedRequest request)
    {
        lock (_lock) _requests.Add(request);
    }

    internal void RecordIncomplete(byte[] bytes)
    {
        lock (_lock) _incomplete.Add(bytes);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                _ = ServeAsync(socket, Interlocked.Increment(ref _connections));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_tls is not null)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsServerAsync(_tls, _stop.Token);
            }
        }
        catch (Exception refused) when (refused is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            await stream.DisposeAsync();
            return;
        }

        await using var connection = new RecordingConnection(this, stream, number);
        lock (_lock) _open.Add(connection);
        await connection.RunAsync(_stop.Token);
        lock (_lock) _open.Remove(connection);
    }
}
