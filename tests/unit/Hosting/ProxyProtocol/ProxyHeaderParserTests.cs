using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Hosting.ProxyProtocol;

namespace Gateway.UnitTests.Hosting.ProxyProtocol;

public sealed class ProxyHeaderParserTests
{
    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 51234 443\r\n", "192.0.2.1:51234")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 443\r\n", "[2001:db8::1]:1")]
    [InlineData("PROXY TCP4 255.255.255.255 0.0.0.0 0 65535\r\n", "255.255.255.255:0")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", null)]
    public void V1_WellFormed_IsRead(string text, string? source)
    {
        var bytes = Encoding.ASCII.GetBytes(text + "GET / HTTP/1.1\r\n");
        Assert.Equal(ProxyHeaderStatus.Complete, Parse(bytes, out var header, out var length));
        Assert.Equal(text.Length, length);
        Assert.Equal(source, header.Source?.ToString());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0016\u0003\u0001")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 51234 443\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 51234\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 51234 443 \r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.1 51234 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.1 51234 443\r\n")]
    [InlineData("PROXY TCP4 0192.0.2.1 198.51.100.1 51234 443\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 51234 443\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.1 51234 443\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 2001:db8::2 51234 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 051 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 51234\0 443\r\n")]
    [InlineData("PROXY tcp4 192.0.2.1 198.51.100.1 51234 443\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("proxy TCP4 192.0.2.1 198.51.100.1 51234 443\r\n")]
    [InlineData("PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")]
    public void V1_Malformed_IsInvalid(string text) =>
        Assert.Equal(ProxyHeaderStatus.Invalid, Parse(Encoding.Latin1.GetBytes(text), out _, out _));

    [Fact]
    public void V2_WellFormed_IsRead()
    {
        Assert.Equal(ProxyHeaderStatus.Complete, Parse(V2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 1, 0xC8, 0x22, 1, 0xBB]), out var v4, out var length));
        Assert.Equal((IPEndPoint.Parse("192.0.2.1:51234"), 28), (v4.Source, length));

        byte[] v6 = [.. IPAddress.Parse("2001:db8::1").GetAddressBytes(), .. IPAddress.Parse("2001:db8::2").GetAddressBytes(), 0, 1, 1, 0xBB, 4, 0, 1, 0];
        Assert.Equal(ProxyHeaderStatus.Complete, Parse(V2(0x21, 0x21, v6), out var header, out length));
        Assert.Equal((IPEndPoint.Parse("[2001:db8::1]:1"), IPEndPoint.Parse("[2001:db8::2]:443"), 56), (header.Source, header.Destination, length));
    }

    [Fact]
    public void V2_LocalOrUnspec_KeepsThePeer()
    {
        Assert.Equal(ProxyHeaderStatus.Complete, Parse(V2(0x20, 0x00, []), out var local, out _));
        Assert.Null(local.Source);
        Assert.Equal(ProxyHeaderStatus.Complete, Parse(V2(0x20, 0x11, new byte[12]), out var localWithAddresses, out _));
        Assert.Null(localWithAddresses.Source);
        Assert.Equal(ProxyHeaderStatus.Complete, Parse(V2(0x21, 0x00, new byte[40]), out var unspec, out _));
        Assert.Null(unspec.Source);
    }

    [Theory]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x12, 12)]
    [InlineData(0x21, 0x31, 216)]
    [InlineData(0x21, 0x41, 12)]
    [InlineData(0x21, 0x11, 4097)]
    public void V2_Malformed_IsInvalid(byte command, byte family, int payload) =>
        Assert.Equal(ProxyHeaderStatus.Invalid, Parse(V2(command, family, new byte[payload]), out _, out _));

    [Fact]
    public void Header_CutAnywhere_IsIncompleteUntilItIsWhole()
    {
        byte[][] headers =
        [
            Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.1 198.51.100.1 51234 443\r\n"), V2(0x21, 0x11, new byte[40]), V2(0x20, 0, []),
        ];
        var examined = 0;
        foreach (var bytes in headers)
        {
            for (var cut = 0; cut < bytes.Length; cut++)
            {
                Assert.Equal(ProxyHeaderStatus.Incomplete, Parse(bytes.AsSpan(0, cut).ToArray(), out _, out _));
                var split = ProxyHeaderParser.Parse(Split(bytes, cut), out var header, out var length);
                Assert.Equal((ProxyHeaderStatus.Complete, bytes.Length), (split, length));
                Parse(bytes, out var whole, out _);
                Assert.Equal(whole, header);
                examined++;
            }
        }

        Assert.Equal(headers.Sum(static h => h.Length), examined);
    }

    [Fact]
    public void Header_MutatedAnywhere_NeverThrowsNorReadsBeyondItself()
    {
        byte[][] seeds = [Encoding.ASCII.GetBytes("PROXY TCP6 2001:db8::1 2001:db8::2 1 443\r\nrest"), [.. V2(0x21, 0x21, new byte[60]), 1, 2, 3]];
        var mutations = Gen.Zip(Gen.Elements(seeds), Gen.Zip(Gen.Choose(0, 1000), Gen.Choose(0, 255)).ListOf()).ToArbitrary();
        Prop.ForAll(mutations, mutation =>
        {
            var (seed, changes) = mutation;
            var bytes = seed.ToArray();
            foreach (var (at, value) in changes) bytes[at % bytes.Length] = (byte)value;
            var status = Parse(bytes, out _, out var length);
            return status is not ProxyHeaderStatus.Complete || (length > 0 && length <= bytes.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true));
    }

    private static ProxyHeaderStatus Parse(byte[] bytes, out ProxyHeader header, out int length) =>
        ProxyHeaderParser.Parse(new ReadOnlySequence<byte>(bytes), out header, out length);

    private static byte[] V2(byte command, byte family, byte[] payload)
    {
        byte[] bytes = [.. "\r\n\r\n\0\r\nQUIT\n"u8, command, family, 0, 0, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), (ushort)payload.Length);
        return bytes;
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int at)
    {
        var first = new Segment(bytes.AsMemory(0, at), null);
        var second = new Segment(bytes.AsMemory(at), first);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
