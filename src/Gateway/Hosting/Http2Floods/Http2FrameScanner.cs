using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gateway.Hosting.Http2Floods;

/// <summary>Finds the frames in a stream of bytes that comes in pieces of any size. Judges nothing: that is the server's part.</summary>
/// <param name="prefaceBytes">Bytes before the first frame.</param>
internal struct Http2FrameScanner(int prefaceBytes)
{
    private const int HeadBytes = 9;
    private const int ErrorCodeBytes = 4;

    private long _skip = prefaceBytes;
    private Head _head;
    private int _filled;

    /// <summary>Takes bytes until a frame's head is complete; false when they end before.</summary>
    public bool TryRead(scoped ref ReadOnlySpan<byte> bytes, out Http2FrameHead frame)
    {
        frame = default;
        if (_skip > 0)
        {
            var skipped = (int)Math.Min(_skip, bytes.Length);
            _skip -= skipped;
            bytes = bytes[skipped..];
        }

        Span<byte> head = _head;
        int needed;
        while (_filled < (needed = _filled < HeadBytes || !HasErrorCode(head) ? HeadBytes : HeadBytes + ErrorCodeBytes))
        {
            if (bytes.IsEmpty) return false;
            var taken = Math.Min(needed - _filled, bytes.Length);
            bytes[..taken].CopyTo(head[_filled..]);
            bytes = bytes[taken..];
            _filled += taken;
        }

        _filled = 0;
        var length = Length(head);
        _skip = length - (needed - HeadBytes);
        frame = new Http2FrameHead(length, head[3], head[4], needed > HeadBytes ? BinaryPrimitives.ReadUInt32BigEndian(head[HeadBytes..]) : 0);
        return true;
    }

    private static bool HasErrorCode(ReadOnlySpan<byte> head) => head[3] == Http2FrameTypes.RstStream && Length(head) == ErrorCodeBytes;

    private static int Length(ReadOnlySpan<byte> head) => head[0] << 16 | head[1] << 8 | head[2];

    [InlineArray(HeadBytes + ErrorCodeBytes)]
    private struct Head
    {
        private byte _first;
    }
}
