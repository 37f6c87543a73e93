using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Gateway.IntegrationTests.Support;

/// <summary>A TCP proxy on loopback that holds every byte of the answers back for a while: a slow network, with nothing lost.</summary>
public sealed class DelayingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _target;
    private readonly Task _accepting;
    private long _delayTicks;

    private DelayingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long answers are held back, from the next read on.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delayTicks));
        set => Volatile.Write(ref _delayTicks, value.Ticks);
    }

    public static DelayingProxy Start(int target) => new(target);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy stops.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), _stopping.Token), AnswerAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
        {
            // Either side went away.
        }
    }

    // Reading goes on while parts wait, so that a delay does not become a lack of throughput.
    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var waiting = Channel.CreateUnbounded<(byte[] Bytes, long At)>();
        var clock = TimeProvider.System;
        var writing = WriteAsync();
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is var read and > 0)
            waiting.Writer.TryWrite((buffer[..read], clock.GetTimestamp()));
        waiting.Writer.Complete();
        await writing;

        async Task WriteAsync()
        {
            await foreach (var (bytes, at) in waiting.Reader.ReadAllAsync(_stopping.Token))
            {
                var left = Delay - clock.GetElapsedTime(at);
                if (left > TimeSpan.Zero) await Task.Delay(left, clock, _stopping.Token);
                await to.WriteAsync(bytes, _stopping.Token);
            }
        }
    }
}
