using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Gateway.IntegrationTests.Support;

/// <summary>A connected loopback socket with its stream, plain or TLS.</summary>
internal sealed class LoopbackClient : IAsyncDisposable
{
    private LoopbackClient(Socket socket, Stream stream) => (Socket, Stream) = (socket, stream);

    public Socket Socket { get; }

    public Stream Stream { get; }

    public SslStream? Tls => Stream as SslStream;

    public static async Task<LoopbackClient> ConnectAsync(
        int port, ClientTls? tls, SslApplicationProtocol spoken, IPAddress? from, CancellationToken token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (tls is not null)
            {
                var secure = new SslStream(stream, leaveInnerStreamOpen: false);
                stream = secure;
                await secure.AuthenticateAsClientAsync(tls.ToOptions(spoken), token);
            }

            return new LoopbackClient(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends the connection with RST instead of FIN.</summary>
    public void Abort()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Socket.Dispose();
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
