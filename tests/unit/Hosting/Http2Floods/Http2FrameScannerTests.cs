using Gateway.Hosting.Http2Floods;

namespace Gateway.UnitTests.Hosting.Http2Floods;

public sealed class Http2FrameScannerTests
{
    private static readonly byte[] Bytes =
    [
        .. new byte[24],
        0, 0, 3, 0, 1, 0, 0, 0, 1, 9, 9, 9,
        0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8,
        0, 0, 0, 4, 1, 0, 0, 0, 0,
        0, 0, 2, 3, 0, 0, 0, 0, 1, 7, 7,
        0, 1, 0, 6, 0, 0, 0, 0, 0, .. new byte[256],
        0, 0, 8, 6, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
    ];

    private static readonly Http2FrameHead[] Frames = [new(3, 0, 1, 0), new(4, 3, 0, 8), new(0, 4, 1, 0), new(2, 3, 0, 0), new(256, 6, 0, 0), new(8, 6, 1, 0)];

    [Fact]
    public void Bytes_InPiecesOfAnySize_GiveTheSameFrames()
    {
        var examined = 0;
        for (var size = 1; size <= Bytes.Length; size++, examined++)
        {
            var scanner = new Http2FrameScanner(prefaceBytes: 24);
            List<Http2FrameHead> found = [];
            foreach (var piece in Bytes.Chunk(size))
            {
                ReadOnlySpan<byte> left = piece;
                while (scanner.TryRead(ref left, out var frame)) found.Add(frame);
                Assert.True(left.IsEmpty);
            }

            Assert.Equal(Frames, found);
        }

        Assert.Equal(Bytes.Length, examined);
    }
}
