namespace Gateway.Hosting.Http2Floods;

/// <summary>What a frame says about itself (RFC 9113 section 4.1).</summary>
/// <param name="Length">Bytes of its payload.</param>
/// <param name="Type">One of <see cref="Http2FrameTypes"/>, or anything else.</param>
/// <param name="Flags">What a bit means depends on the type.</param>
/// <param name="ErrorCode">Of RST_STREAM; 0 for every other frame.</param>
internal readonly record struct Http2FrameHead(int Length, byte Type, byte Flags, uint ErrorCode)
{
    public bool EndsStream => Type is Http2FrameTypes.Data or Http2FrameTypes.Headers && (Flags & 0x1) != 0;

    public bool IsPadded => (Flags & 0x8) != 0;
}

/// <summary>Frame types of RFC 9113 section 6 that the budget tells apart.</summary>
internal static class Http2FrameTypes
{
    public const byte Data = 0x0;
    public const byte Headers = 0x1;
    public const byte RstStream = 0x3;
    public const byte Settings = 0x4;
}
