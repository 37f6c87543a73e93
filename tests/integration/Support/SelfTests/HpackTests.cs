using System.Text;

namespace Gateway.IntegrationTests.Support.SelfTests;

public sealed class HpackTests
{
    /// <summary>RFC 7541 C.6: three responses through one table of 256 bytes, with Huffman and evictions.</summary>
    [Fact]
    public void Decoder_RfcResponses_GivesTheirHeaders()
    {
        var decoder = new HpackDecoder(256);
        Assert.Equal(
            [(":status", "302"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:21 GMT"), ("location", "https://www.example.com")],
            Decode(decoder, "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3"));
        Assert.Equal(
            [(":status", "307"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:21 GMT"), ("location", "https://www.example.com")],
            Decode(decoder, "4883640effc1c0bf"));
        Assert.Equal(
            [
                (":status", "200"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:22 GMT"), ("location", "https://www.example.com"),
                ("content-encoding", "gzip"), ("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"),
            ],
            Decode(decoder, "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"));
        Assert.Equal(["set-cookie", "content-encoding", "date"], decoder.DynamicTable.Select(entry => entry.Name));
    }

    [Fact]
    public void Huffman_Table_FillsTheCodeSpace() => Assert.True(HpackHuffman.IsComplete);

    [Fact]
    public void StaticTable_Entries_Are61() => Assert.Equal(61, HpackStaticTable.Entries.Count);

    [Fact]
    public void Encoder_IllegalBytes_GoOutAsTheyAre()
    {
        var block = HpackEncoder.Encode([(":path", "/\r\n"), ("UPPER:", new string('x', 300)), (":path", "\u00ff")]);
        Assert.Equal([(":path", "/\r\n"), ("UPPER:", new string('x', 300)), (":path", "\u00ff")], new HpackDecoder().Decode(block));
        Assert.Equal("\0\u0005:path\u0003/\r\n", Encoding.Latin1.GetString(block)[..11]);
    }

    [Fact]
    public void Encoder_Indexed_EntersTheTable()
    {
        var decoder = new HpackDecoder();
        decoder.Decode(HpackEncoder.EncodeIndexed("a", "b"));
        Assert.Equal([("a", "b")], decoder.Decode(HpackEncoder.EncodeNumber(0x80, 7, 62)));
        decoder.Decode(HpackEncoder.EncodeNumber(0x20, 5, 0));
        Assert.Empty(decoder.DynamicTable);
    }

    [Theory]
    [InlineData("ff80808080808001")]
    [InlineData("be")]
    [InlineData("00056162")]
    [InlineData("0081ff00")]
    public void Decoder_MalformedBlock_Throws(string hex) =>
        Assert.Throws<InvalidDataException>(() => new HpackDecoder().Decode(Convert.FromHexString(hex)));

    private static HeaderList Decode(HpackDecoder decoder, string hex) => decoder.Decode(Convert.FromHexString(hex));
}
