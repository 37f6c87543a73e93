using System.Buffers.Binary;

namespace Gateway.IntegrationTests.Support;

/// <summary>One frame: nine bytes of header (RFC 9113 section 4.1) and a payload.</summary>
public sealed record Http2Frame(Http2FrameType Type, byte Flags, int StreamId, ReadOnlyMemory<byte> Payload)
{
    public const int HeaderBytes = 9;

    public bool Has(byte flag) => (Flags & flag) != 0;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + Payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Payload.Length << 8 | (byte)Type);
        bytes[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), StreamId);
        Payload.Span.CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    public override string ToString() => $"{Type} flags 0x{Flags:x2} stream {StreamId} length {Payload.Length}";

    /// <summary>DATA or HEADERS content without padding and priority.</summary>
    internal ReadOnlyMemory<byte> Content()
    {
        var content = Payload;
        var padding = 0;
        if (Has(Http2Flags.Padded))
        {
            padding = content.Span[0];
            content = content[1..];
        }

        if (Type == Http2FrameType.Headers && Has(Http2Flags.Priority))
            content = content[5..];
        return content[..^padding];
    }

    /// <summary>The next frame, or null when the peer closed.</summary>
    internal static async Task<Http2Frame?> ReadAsync(ByteReader reader, CancellationToken token)
    {
        if (await reader.ReadExactlyAsync(HeaderBytes, token) is not { } header)
            return null;
        var length = header[0] << 16 | header[1] << 8 | header[2];
        var id = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)) & int.MaxValue;
        return await reader.ReadExactlyAsync(length, token) is { } payload
            ? new Http2Frame((Http2FrameType)header[3], header[4], id, payload)
            : null;
    }
}
