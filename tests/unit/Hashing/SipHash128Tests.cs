using System.Buffers.Binary;
using Gateway.Policies.Hashing;

namespace Gateway.UnitTests.Hashing;

public sealed class SipHash128Tests
{
    // The authors' vectors for key 00..0f and messages 00, 01, … of whole words.
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "3b62a9ba6258f5610f83e264f31497b4")]
    public void Finish_ReferenceMessage_MatchesVector(int words, string expected)
    {
        var hash = new SipHash128(BinaryPrimitives.ReadUInt128LittleEndian([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
        if (words == 1) hash.Add(0x0706050403020100UL);
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash.Finish());
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Add_PartsShifted_GiveOtherHashes()
    {
        string[][] messages = [["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["abc"], ["abc\0"], []];
        var hashes = messages.Select(m =>
        {
            var hash = new SipHash128(42);
            foreach (var part in m) hash.Add(part);
            return hash.Finish();
        });
        Assert.Equal(7, hashes.Distinct().Count());
    }
}
