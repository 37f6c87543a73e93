using System.IO.Pipelines;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.WebSocket;

namespace Gateway.UnitTests.WebSocket;

/// <summary>A client, a backend, and between them a forwarder that copies as YARP does: an empty read first, then both directions until one ends.</summary>
internal sealed class Tunnel : IDisposable
{
    private readonly Pipe _fromClient = new();
    private readonly Pipe _toClient = new();
    private readonly Pipe _fromBackend = new();
    private readonly Pipe _toBackend = new();
    private readonly CancellationTokenSource _forwarding = new();

    public Tunnel(int bufferBytes = 4096, Func<FakeClock, SocketGuard>? guarding = null)
    {
        var guard = guarding?.Invoke(Clock);
        Socket = new OpenWebSocket(new TwoWay(_fromClient.Reader.AsStream(), _toClient.Writer.AsStream()), Clock, _forwarding, guard);
        guard?.Start(Socket);
        Done = ForwardAsync(bufferBytes);
    }

    public FakeClock Clock { get; } = new();

    public OpenWebSocket Socket { get; }

    /// <summary>The request, from the upgrade to its end.</summary>
    public Task Done { get; }

    public Stream Client => field ??= new TwoWay(_toClient.Reader.AsStream(), _fromClient.Writer.AsStream());

    public Stream Backend => field ??= new TwoWay(_toBackend.Reader.AsStream(), _fromBackend.Writer.AsStream());

    /// <summary>The client's or backend's end of its sending direction.</summary>
    public void EndClient() => _fromClient.Writer.Complete();

    public void EndBackend() => _fromBackend.Writer.Complete();

    public static async Task<byte[]> ReadAsync(Stream from, int count)
    {
        var bytes = new byte[count];
        await from.ReadExactlyAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return bytes;
    }

    public static async Task<byte[]> ReadToEndAsync(Stream from)
    {
        var all = new MemoryStream();
        await from.CopyToAsync(all).WaitAsync(TimeSpan.FromSeconds(10));
        return all.ToArray();
    }

    public void Dispose()
    {
        _forwarding.Cancel();
        _forwarding.Dispose();
    }

    private async Task ForwardAsync(int bufferBytes)
    {
        var token = _forwarding.Token;
        await using (Socket.Stream)
        {
            var toBackend = CopyAsync(Socket.Stream, _toBackend.Writer.AsStream(), bufferBytes, token);
            var toClient = CopyAsync(_fromBackend.Reader.AsStream(), Socket.Stream, bufferBytes, token);
            if (await Task.WhenAny(toBackend, toClient) == toClient) await _forwarding.CancelAsync();
            await Task.WhenAll(toBackend, toClient).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Socket.CompleteAsync();
        await _toBackend.Writer.CompleteAsync();
        await _toClient.Writer.CompleteAsync();
    }

    private static async Task CopyAsync(Stream from, Stream to, int bufferBytes, CancellationToken cancellation)
    {
        var buffer = new byte[bufferBytes];
        while (true)
        {
            Assert.Equal(0, await from.ReadAsync(Memory<byte>.Empty, cancellation));
            var read = await from.ReadAsync(buffer, cancellation);
            if (read == 0) return;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }

    private sealed class TwoWay(Stream reading, Stream writing) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => reading.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await writing.WriteAsync(buffer, cancellationToken);
            await writing.FlushAsync(cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
