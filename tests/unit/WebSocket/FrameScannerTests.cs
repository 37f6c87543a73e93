using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.WebSocket;

namespace Gateway.UnitTests.WebSocket;

public sealed class FrameScannerTests
{
    private static readonly int[] Lengths = [0, 1, 2, 125, 126, 127, 128, 1000, 65_535, 65_536];

    [Fact]
    public void ReadFrame_EveryKindOfHeader_EndsWhereTheFrameEnds()
    {
        var examined = 0;
        foreach (var length in Lengths)
        {
            foreach (var opcode in (int[])[0, 1, 2, 8, 9, 10])
            {
                foreach (var masked in (bool[])[false, true])
                {
                    var frame = Frames.Of(opcode, length, masked);
                    var scanner = default(FrameScanner);
                    Assert.True(scanner.AtBoundary);
                    Assert.Equal(frame.Length, scanner.ReadFrame([.. frame, 0x88, 0x00]));
                    Assert.True(scanner.AtBoundary);
                    Assert.Equal(opcode == 8, scanner.HasClosed);
                    Assert.Equal(opcode == 8, FrameScanner.IsClose(frame[0]));
                    examined++;
                }
            }
        }

        Assert.Equal(120, examined);
    }

    [Fact]
    public void Scanner_AnySplitOfTheBytes_FindsTheSameBoundaries()
    {
        var frame = from opcode in Gen.Elements(0, 1, 2, 9, 10)
                    from length in Gen.Frequency((8, Gen.Choose(0, 300)), (1, Gen.Elements(Lengths)))
                    from masked in Gen.Elements(false, true)
                    select Frames.Of(opcode, length, masked, opcode != 1);
        var cases = from frames in frame.ListOf()
                    from parts in Gen.Choose(1, 40).ListOf()
                    select (Frames: frames.ToArray(), Parts: parts.ToArray());
        var examined = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(cases.ToArbitrary(), input =>
        {
            var expected = input.Frames.Aggregate(new List<int> { 0 }, static (ends, f) => [.. ends, ends[^1] + f.Length]);
            Assert.Equal(expected, Boundaries([.. input.Frames.SelectMany(static f => f)], input.Parts));
            examined++;
        }));
        Assert.Equal(500, examined);
    }

    [Fact]
    public void Scanner_BytesThatAreNoFrames_TerminatesAndConsumesAll() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll<byte[]>(static bytes =>
        {
            var scanner = default(FrameScanner);
            for (var at = 0; at < bytes.Length;)
            {
                var read = scanner.ReadFrame(bytes.AsSpan(at));
                Assert.InRange(read, 1, bytes.Length - at);
                at += read;
            }
        }));

    [Fact]
    public void Scanner_LengthThatNoFrameCanHave_NeverComesToABoundary()
    {
        var scanner = default(FrameScanner);
        scanner.ReadAll([0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255, 0x88, 0x00]);
        scanner.ReadAll(new byte[100_000]);
        Assert.False(scanner.AtBoundary);
        Assert.False(scanner.HasClosed);
    }

    [Fact]
    public void CloseFrames_BothDirections_AreWellFormed()
    {
        Assert.Equal([0x88, 0x02, 0x03, 0xE9], CloseFrame.ToClient(CloseFrame.GoingAway));
        var masked = CloseFrame.ToBackend(CloseFrame.GoingAway);
        Assert.Equal(0x82, masked[1]);
        Assert.Equal([0x88, 0x02, 0x03, 0xE9], Frames.Unmask(masked));
        // RFC 6455 section 5.3: a mask that can be foreseen is none.
        Assert.NotEqual(masked, CloseFrame.ToBackend(CloseFrame.GoingAway));
    }

    // Where the scanner stands between two frames, when the bytes come in parts of these sizes, over and over.
    private static List<int> Boundaries(byte[] bytes, int[] parts)
    {
        var scanner = default(FrameScanner);
        List<int> found = [0];
        var at = 0;
        for (var part = 0; at < bytes.Length; part++)
        {
            var size = parts.Length == 0 ? bytes.Length : parts[part % parts.Length];
            var end = Math.Min(bytes.Length, at + size);
            while (at < end)
            {
                at += scanner.ReadFrame(bytes.AsSpan(at, end - at));
                if (scanner.AtBoundary) found.Add(at);
            }
        }

        return found;
    }
}
