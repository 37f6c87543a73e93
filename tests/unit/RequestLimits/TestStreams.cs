namespace Gateway.UnitTests.RequestLimits;

/// <summary>Gives its bytes in pieces of random length, as a network does, and counts what was read; may fail at the end.</summary>
internal sealed class PiecewiseStream(byte[] bytes, Random random, Exception? failure = null) : MemoryStream(bytes, writable: false)
{
    public int BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (Position == Length && failure is not null) throw failure;
        var read = Read(buffer.Span[..Math.Min(buffer.Length, random.Next(1, 9))]);
        BytesRead += read;
        return read;
    }
}

/// <summary>A body without end.</summary>
internal sealed class EndlessStream : Stream
{
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer.Span.Fill((byte)' ');
        BytesRead += buffer.Length;
        return new(buffer.Length);
    }

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
