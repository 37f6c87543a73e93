namespace Gateway.IntegrationTests.Support;

/// <summary>Frame flags of RFC 9113; what a bit means depends on the frame's type.</summary>
public static class Http2Flags
{
    public const byte None = 0;
    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte Priority = 0x20;
}
