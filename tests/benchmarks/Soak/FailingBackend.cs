using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Benchmarks.Soak;

/// <summary>A backend that answers when it is well, and else fails in turns: no answer, half an answer, no HTTP, an answer that never comes.</summary>
internal sealed class FailingBackend : IAsyncDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

    private static readonly string?[] Failures = ["", "HTTP/1.1 200 OK\r\nContent-Le", "SSH-2.0-OpenSSH_9.2\r\n", null];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile bool _well = true;
    private int _turn;

    public FailingBackend()
    {
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    public void Fail() => _well = false;

    public void Recover() => _well = true;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            // The soak is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var buffer = new byte[16_384];
        try
        {
            // Requests without content, one at a time: whatever comes is one of them.
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
                var answer = _well ? Ok : Failures[(Interlocked.Increment(ref _turn) & int.MaxValue) % Failures.Length];
                if (answer is null) await Task.Delay(Timeout.Infinite, _stop.Token);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer!), _stop.Token);
                if (!ReferenceEquals(answer, Ok)) return;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The gateway has closed, or the soak is over.
        }
    }
}
