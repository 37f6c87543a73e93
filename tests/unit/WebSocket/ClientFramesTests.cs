using Gateway.IntegrationTests.Support;
using Gateway.Policies.WebSocket;
using static Gateway.UnitTests.WebSocket.Frames;

namespace Gateway.UnitTests.WebSocket;

public sealed class ClientFramesTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void ReservedBits_PassOnlyWhereAnExtensionWasAgreedOn()
    {
        var compressed = Of(0x40 | 2, 10, masked: true);
        Assert.Equal(CloseReason.ProtocolError, Check(new ClientFrames(new(new()), hasExtensions: false, _clock), compressed));
        Assert.Null(Check(new ClientFrames(new(new()), hasExtensions: true, _clock), compressed));
    }

    [Fact]
    public void Messages_MoreThanTheBurst_AreRefusedUntilTimePasses()
    {
        var frames = Frames(new WebSocketOptions { MessagesPerSecond = 10, MessageBurst = 20 });
        var message = Of(1, 5, masked: true);
        for (var i = 0; i < 20; i++) Assert.Null(Check(frames, message));
        Assert.Equal(CloseReason.MessageRate, Check(frames, message));
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10; i++) Assert.Null(Check(frames, message));
        Assert.Equal(CloseReason.MessageRate, Check(frames, message));
    }

    [Fact]
    public void Messages_PingsAndSmallFragments_CountLargeFragmentsDoNot()
    {
        var pings = Frames(new WebSocketOptions { MessagesPerSecond = 1, MessageBurst = 2 });
        Assert.Null(Check(pings, Of(9, 0, masked: true)));
        Assert.Null(Check(pings, Of(9, 0, masked: true)));
        Assert.Equal(CloseReason.MessageRate, Check(pings, Of(9, 0, masked: true)));

        var small = Frames(new WebSocketOptions { MessagesPerSecond = 1, MessageBurst = 2 });
        Assert.Null(Check(small, Of(1, 0, masked: true, final: false)));
        Assert.Null(Check(small, Of(0, 0, masked: true, final: false)));
        Assert.Equal(CloseReason.MessageRate, Check(small, Of(0, 0, masked: true, final: false)));

        var large = Frames(new WebSocketOptions { MessagesPerSecond = 1, MessageBurst = 1 });
        Assert.Null(Check(large, Of(1, 2_000, masked: true, final: false)));
        for (var i = 0; i < 50; i++) Assert.Null(Check(large, Of(0, 2_000, masked: true, final: false)));
    }

    [Fact]
    public void Bytes_MoreThanOneSecondsOrTheLargestMessage_AreRefusedUntilTimePasses()
    {
        var frames = Frames(new WebSocketOptions { BytesPerSecond = 100, MaxMessageBytes = 1_000 });
        Assert.Null(Check(frames, Of(1, 1_000, masked: true)));
        Assert.Equal(CloseReason.ByteRate, Check(frames, Of(1, 1, masked: true)));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Check(frames, Of(1, 200, masked: true)));
        Assert.Equal(CloseReason.ByteRate, Check(frames, Of(1, 1, masked: true)));
    }

    [Theory]
    [InlineData(0x7FFF_FFFF_FFFF_FFFFUL)]
    [InlineData(0x8000_0000_0000_0000UL)]
    [InlineData(0xFFFF_FFFF_FFFF_FFFFUL)]
    public void Length_BeyondAnything_IsRefusedAndDoesNotOverflow(ulong length)
    {
        var frames = Frames(new WebSocketOptions());
        Assert.Null(Check(frames, Of(1, 100, masked: true, final: false)));
        byte[] head = [0x80, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), length);
        Assert.Equal(length > long.MaxValue ? CloseReason.ProtocolError : CloseReason.MessageTooLarge, Check(frames, head));
    }

    private ClientFrames Frames(WebSocketOptions options) => new(new WebSocketRules(options), hasExtensions: false, _clock);

    private static CloseReason? Check(ClientFrames frames, byte[] frame)
    {
        var scanner = new FrameScanner();
        scanner.ReadPart(frame, out var isHead);
        Assert.True(isHead);
        return frames.Check(scanner);
    }
}
