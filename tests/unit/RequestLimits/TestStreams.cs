using Gateway.Policies.RequestLimits.Buffering;

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
internal sealed class EndlessStream : ReadOnlyStream
{
    public long BytesRead { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        buffer.Span.Fill((byte)' ');
        BytesRead += buffer.Length;
        return new(buffer.Length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
