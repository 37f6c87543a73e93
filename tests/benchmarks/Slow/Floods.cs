using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Gateway.Benchmarks.Slow;

/// <summary>What slowhttptest cannot do: many source addresses, handshakes, and connections opened and thrown away.</summary>
internal static class Floods
{
    private const int AtOnce = 16;

    /// <summary>Connections of one address, as fast as they can be opened; each is dropped at once.</summary>
    public static Task ConnectionsAsync(Uri gateway, int connections, int seconds, CancellationToken end) =>
        RepeatAsync("connections", async token =>
        {
            using var socket = await ConnectAsync(gateway, new IPAddress([127, 2, 0, 1]), token);
            return true;
        }, end);

    /// <summary>TLS handshakes of one address, as fast as they can be done.</summary>
    public static Task HandshakesAsync(Uri gateway, int connections, int seconds, CancellationToken end) =>
        RepeatAsync("handshakes", async token =>
        {
            await using var stream = await TryHandshakeAsync(gateway, new IPAddress([127, 2, 0, 2]), token);
            return stream is not null;
        }, end);

    private static async Task RepeatAsync(string what, Func<CancellationToken, Task<bool>> once, CancellationToken end)
    {
        var (tried, done) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                Interlocked.Increment(ref tried);
                try
                {
                    if (await once(end)) Interlocked.Increment(ref done);
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    // Refused, or the time is over.
                }
            }
        }));
        Console.WriteLine($"    {what}: {tried} tried, {done} succeeded");
    }

    /// <summary>A connection with TLS; null when it was refused.</summary>
    public static async Task<Stream?> TryHandshakeAsync(Uri gateway, IPAddress from, CancellationToken token)
    {
        Socket? socket = null;
        try
        {
            socket = await ConnectAsync(gateway, from, token);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
#pragma warning disable CA5359 // The attacker does not care who answers.
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, token);
#pragma warning restore CA5359
            return stream;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            socket?.Dispose();
            return null;
        }
    }

    private static async Task<Socket> ConnectAsync(Uri gateway, IPAddress from, CancellationToken token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: true, seconds: 0) };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Port, token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
