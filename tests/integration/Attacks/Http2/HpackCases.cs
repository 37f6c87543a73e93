using Gateway.IntegrationTests.Support;
using static Gateway.IntegrationTests.Attacks.Http2.FrameCases;
using static Gateway.IntegrationTests.Attacks.Http2.Http2Outcome;

namespace Gateway.IntegrationTests.Attacks.Http2;

/// <summary>Header blocks that RFC 7541 does not allow, or that grow when they are decoded.</summary>
internal static class HpackCases
{
    public static Http2Case[] All { get; } =
    [
        Block("index 0", [0x80]),
        Block("index beyond both tables", HpackEncoder.EncodeNumber(0x80, 7, 5000)),
        Block("name index beyond both tables", [.. HpackEncoder.EncodeNumber(0x40, 6, 5000), 1, (byte)'y']),
        Block("number without end", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
        Block("number beyond 32 bits", [0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]),
        Block("text longer than the block", [0x00, 1, (byte)'x', 100, (byte)'y']),
        Block("text of 2 GiB", [0x00, 1, (byte)'x', 0x7f, 0x80, 0xff, 0xff, 0xff, 0x07]),
        Block("cut off in a name", [0x00, 5, (byte)'x']),
        Block("Huffman: end of string within", [0x00, 1, (byte)'x', 0x84, 0xff, 0xff, 0xff, 0xff]),
        Block("Huffman: padded with zeros", [0x00, 1, (byte)'x', 0x81, 0x18]),
        Block("Huffman: padded by eight bits", [0x00, 1, (byte)'x', 0x82, 0x1f, 0xff]),
        Block("table larger than agreed", HpackEncoder.EncodeNumber(0x20, 5, 65_536), first: true),
        Block("table resized behind a field", HpackEncoder.EncodeNumber(0x20, 5, 0)),
        Block("an entry of 4 KB named two thousand times", [.. HpackEncoder.EncodeIndexed("x", new string('a', 4000)), .. Enumerable.Repeat((byte)0xbe, 2000)]),
        Block("cookie crumbs: a one-byte field ten thousand times", [.. HpackEncoder.EncodeIndexed("cookie", "a"), .. Enumerable.Repeat((byte)0xbe, 10_000)]),
        Block("an empty field ten thousand times", [.. HpackEncoder.EncodeIndexed("x", ""), .. Enumerable.Repeat((byte)0xbe, 10_000)]),
        Block("10,000 fields", HpackEncoder.Encode(Enumerable.Range(0, 10_000).Select(static i => ($"x-{i}", "y")))),
        Block("a field of 1 MB", HpackEncoder.Encode([("x", new string('a', 1_000_000))])),
        Block("a name of 1 MB", HpackEncoder.Encode([(new string('a', 1_000_000), "y")])),
        Block("1,000 fields of 1 KB", HpackEncoder.Encode(Enumerable.Range(0, 1000).Select(static i => ($"x-{i}", new string('a', 1000))))),
        Block("table resized in every block", [0x20, 0x3f, 0xe1, 0x1f], first: true, Answered),
        Block("fields that enter the table", [.. Enumerable.Range(0, 50).SelectMany(static i => HpackEncoder.EncodeIndexed($"x-{i}", new string('a', 200)))], outcome: Answered),
    ];

    private static Http2Case Block(string name, byte[] bytes, bool first = false, Http2Outcome outcome = Refused) => new(
        name,
        async (connection, folder) => await connection.StartAsync((byte[])(first ? [.. bytes, .. Get(folder + "a")] : [.. Get(folder + "a"), .. bytes])),
        outcome);
}
