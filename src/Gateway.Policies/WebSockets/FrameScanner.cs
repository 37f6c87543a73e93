namespace Gateway.Policies.WebSockets;

/// <summary>
/// Finds where WebSocket frames (RFC 6455 section 5.2) begin and end in one direction of a connection, however the bytes are cut up. It
/// keeps 16 bytes, looks at headers only, and believes the frame's own mask bit, so that it serves both directions. What frames carry,
/// compressed or not, is none of its business.
/// </summary>
internal struct FrameScanner
{
    private const int MaskLength = 4;
    private const byte CloseOpcode = 8;

    private ulong _payload;
    private byte _seen;
    private byte _lengthEnd;
    private byte _header;
    private byte _opcode;

    /// <summary>No frame has begun that has not ended: here another one may be put in, even between the fragments of a message.</summary>
    public readonly bool AtBoundary => _seen == 0 && _payload == 0;

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
            if (_seen == 0 && _payload > 0)
            {
                var count = (int)Math.Min(_payload, (ulong)(bytes.Length - at));
                _payload -= (ulong)count;
                at += count;
            }
            else
            {
                ReadHeader(bytes[at++]);
            }

            if (!AtBoundary) continue;
            if (IsClose(_opcode)) HasClosed = true;
            return at;
        }

        return at;
    }

    /// <summary>Goes over all of the bytes.</summary>
    public void ReadAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[ReadFrame(bytes)..];
    }

    // Two bytes, then none, two or eight that continue the length, then the mask.
    private void ReadHeader(byte value)
    {
        if (_seen == 0)
        {
            _opcode = value;
        }
        else if (_seen == 1)
        {
            var length = value & 0x7F;
            var extension = length switch { 126 => 2, 127 => 8, _ => 0 };
            _header = (byte)(2 + extension + ((value & 0x80) != 0 ? MaskLength : 0));
            _payload = extension == 0 ? (ulong)length : 0;
            _lengthEnd = (byte)(2 + extension);
        }
        else if (_seen < _lengthEnd)
        {
            _payload = (_payload << 8) | value;
        }

        _seen++;
        if (_seen >= 2 && _seen == _header) _seen = 0;
    }
}
