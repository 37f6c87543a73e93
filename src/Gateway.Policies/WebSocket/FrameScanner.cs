namespace Gateway.Policies.WebSocket;

/// <summary>
/// Finds where WebSocket frames (RFC 6455 section 5.2) begin and end in one direction of a connection, however the bytes are cut up. It
/// keeps 24 bytes, looks at headers only, and believes the frame's own mask bit, so that it serves both directions. What frames carry,
/// compressed or not, is none of its business.
/// </summary>
internal struct FrameScanner
{
    /// <summary>Two bytes, a length of eight, and the mask.</summary>
    public const int MaxHeader = 14;

    private const int MaskLength = 4;
    private const byte CloseOpcode = 8;

    private ulong _payload;
    private byte _seen;
    private byte _lengthEnd;
    private byte _header;
    private byte _opcode;

    /// <summary>No frame has begun that has not ended: here another one may be put in, even between the fragments of a message.</summary>
    public readonly bool AtBoundary => _seen == 0 && _payload == 0;

    /// <summary>Part of a header has passed.</summary>
    public readonly bool InHeader => _seen != 0;

    /// <summary>The first byte of the last frame that began: FIN, the reserved bits and the opcode.</summary>
    public readonly byte First => _opcode;

    /// <summary>Whether the last frame whose header is complete is masked.</summary>
    public bool IsMasked { get; private set; }

    /// <summary>What is missing of the payload; just after a header, the frame's length.</summary>
    public readonly ulong PayloadLeft => _payload;

    /// <summary>A whole Close frame has passed. What comes behind it means nothing (RFC 6455 section 5.5.1).</summary>
    public bool HasClosed { get; private set; }

    /// <summary>Whether a frame that begins with this byte is a Close frame.</summary>
    public static bool IsClose(byte first) => (first & 0x0F) == CloseOpcode;

    /// <summary>Goes on to the end of the current frame, or of the bytes. Returns how many of them belong to the frame.</summary>
    public int ReadFrame(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            at += ReadPart(bytes[at..], out _);
            if (AtBoundary) return at;
        }

        return at;
    }

    /// <summary>Goes on to the end of the current header or payload, or of the bytes. Returns how many of them belong to it.</summary>
    /// <param name="bytes">What comes next.</param>
    /// <param name="isHead">A header ends here.</param>
    public int ReadPart(ReadOnlySpan<byte> bytes, out bool isHead)
    {
        isHead = false;
        var at = 0;
        if (_seen == 0 && _payload > 0)
        {
            at = (int)Math.Min(_payload, (ulong)bytes.Length);
            _payload -= (ulong)at;
        }
        else
        {
            while (at < bytes.Length && !isHead) isHead = ReadHeader(bytes[at++]);
        }

        if (at > 0 && AtBoundary && IsClose(_opcode)) HasClosed = true;
        return at;
    }

    /// <summary>Goes over all of the bytes.</summary>
    public void ReadAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[ReadFrame(bytes)..];
    }

    // Two bytes, then none, two or eight that continue the length, then the mask. True at the end.
    private bool ReadHeader(byte value)
    {
        if (_seen == 0)
        {
            _opcode = value;
        }
        else if (_seen == 1)
        {
            var length = value & 0x7F;
            var extension = length switch { 126 => 2, 127 => 8, _ => 0 };
            IsMasked = (value & 0x80) != 0;
            _header = (byte)(2 + extension + (IsMasked ? MaskLength : 0));
            _payload = extension == 0 ? (ulong)length : 0;
            _lengthEnd = (byte)(2 + extension);
        }
        else if (_seen < _lengthEnd)
        {
            _payload = (_payload << 8) | value;
        }

        _seen++;
        if (_seen < 2 || _seen != _header) return false;
        _seen = 0;
        return true;
    }
}
