namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>
/// The coded bytes on their way to a decoder, such that one can tell where it stopped: a decoder fetches ahead and says nothing of what
/// it leaves. The end of the body comes byte by byte, so that nothing of it is fetched before it is needed.
/// </summary>
internal sealed class CodedSource(ReadOnlyMemory<byte> bytes) : ReadOnlyStream
{
    private const int TailLength = 64;

    private int _position;

    /// <summary>
    /// False when the decoder was done before the end. What follows is invisible to it, but another decoder skips the padding and goes on:
    /// it would see a body that nobody has looked at, or a bomb.
    /// </summary>
    public bool IsUsedUp => _position == bytes.Length;

    public override int Read(Span<byte> buffer)
    {
        var bulk = bytes.Length - TailLength - _position;
        var count = Math.Min(buffer.Length, bulk > 0 ? bulk : Math.Min(1, bytes.Length - _position));
        bytes.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
