using System.Net.Sockets;
using Gateway.Policies.Counters;
using Gateway.Policies.Descriptors;

namespace Gateway.Policies.Forwarding;

/// <summary>
/// A connection to a backend. One that the backend closes before it has ever said a word is an error here, not an end: SocketsHttpHandler takes
/// the end for an idle connection that was closed, and sends the request again up to three times, past every retry budget. On connections
/// that have been used this stays as it is, because there it is the likely reason. (Over TLS the handshake is a word.)
/// </summary>
internal sealed class BackendStream : NetworkStream
{
    private bool _hasSpoken;
    private StripedCount? _open;

    private BackendStream(Socket socket, StripedCount? open)
        : base(socket, ownsSocket: true)
    {
        open?.Add(1);
        _open = open;
    }

    /// <summary>For <c>SocketsHttpHandler.ConnectCallback</c>; apart from the stream and the reserve of descriptors what it does by itself.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="open">Counts the connection for as long as it is open; null when nobody does.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, StripedCount? open, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (DescriptorReserve.IsHalfUsedBy(socket.SafeHandle)) throw new SocketException((int)SocketError.TooManyOpenSockets);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new BackendStream(socket, open);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasSpoken || buffer.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    // Also called by the finalizer, and more than once.
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Interlocked.Exchange(ref _open, null)?.Add(-1);
    }

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var read = await base.ReadAsync(buffer, cancellation);
        if (read == 0) throw new IOException("The backend closed the connection without an answer.");
        _hasSpoken = true;
        return read;
    }
}
