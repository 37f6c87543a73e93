using Gateway.SecLang.Operators;

namespace Gateway.SecLang.Tests.Operators;

public sealed class OperatorTests
{
    [Theory]
    [InlineData("beginsWith", "", "x", true)]
    [InlineData("beginsWith", "/api", "/api/x", true)]
    [InlineData("beginsWith", "/api", "/API/x", false)]
    [InlineData("endsWith", ".php", "a.php", true)]
    [InlineData("endsWith", ".php", "php", false)]
    [InlineData("contains", "#", "/a#b", true)]
    [InlineData("contains", "a\0b", "xa\0by", true)]
    [InlineData("streq", "GET", "GET", true)]
    [InlineData("streq", "GET", "get", false)]
    [InlineData("streq", "", "", true)]
    [InlineData("within", "|GET| |POST|", "|GET|", true)]
    [InlineData("within", "|GET| |POST|", "", true)]
    [InlineData("within", "GET", "GETS", false)]
    [InlineData("containsWord", "id", "the id is", true)]
    [InlineData("containsWord", "id", "ids_id id2", false)]
    [InlineData("containsWord", "id", "ids id", true)]
    [InlineData("strmatch", "|3c|script", "x<scripty", true)]
    [InlineData("strmatch", "a|b", "xa|b", true)]
    [InlineData("strmatch", "abc", "ABC", false)]
    public void TextOperator_ComparesBytes(string name, string argument, string value, bool matches) =>
        Assert.Equal(matches, OperatorCalls.Matches(name, argument, value));

    [Theory]
    [InlineData("eq", "0", "", true)]
    [InlineData("eq", "0", "abc", true)]
    [InlineData("eq", " +12x", "12", true)]
    [InlineData("lt", "1", "-1", true)]
    [InlineData("gt", "10", "4294967297", true)]
    [InlineData("lt", "0", "-99999999999999999999", true)]
    [InlineData("ge", "5", "5", true)]
    [InlineData("ge", "5", "4", false)]
    [InlineData("le", "5", "6", false)]
    [InlineData("gt", "5", "5", false)]
    public void Comparison_ReadsNumbersAsC(string name, string argument, string value, bool matches) =>
        Assert.Equal(matches, OperatorCalls.Matches(name, argument, value));

    [Theory]
    [InlineData("0-255", "\0ÿ", false)]
    [InlineData("1-255", "a\0", true)]
    [InlineData("9,10,13,32-126", "a\u007f", true)]
    [InlineData("32,34,38,42-59", "\"&*;", false)]
    [InlineData("", "a", true)]
    public void ValidateByteRange_MatchesWhatIsOutside(string argument, string value, bool matches) =>
        Assert.Equal(matches, OperatorCalls.Matches("validateByteRange", argument, value));

    [Theory]
    [InlineData("\u00C3\u00A9", false)]
    [InlineData("\u00C0\u00AF", true)]
    [InlineData("\u00ED\u00A0\u0080", true)]
    [InlineData("\u00F4\u0090\u0080\u0080", true)]
    [InlineData("\u00E2\u0082", true)]
    public void ValidateUtf8Encoding_MatchesWhatIsNoUtf8(string value, bool matches) =>
        Assert.Equal(matches, OperatorCalls.Matches("validateUtf8Encoding", "", value));

    [Theory]
    [InlineData("127.0.0.1,::1", "127.0.0.1", true)]
    [InlineData("127.0.0.1, ::1", "0:0:0:0:0:0:0:1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("::/0", "10.1.2.3", false)]
    [InlineData("fe80::/10", "fe80::1%2", true)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "256.1.1.1", false)]
    [InlineData("0.0.0.0/0", "1.2.3.4.", false)]
    [InlineData("0.0.0.0/0", "1.2.3", false)]
    [InlineData("0.0.0.0/0", "01.2.3.4", false)]
    [InlineData("::/0", "1::2::3", false)]
    [InlineData("::/0", "1:2:3:4:5:6:7:8:9", false)]
    [InlineData("::/0", "1:2:3:4:5:6:7", false)]
    [InlineData("::/0", "1.2.3.4::", false)]
    [InlineData("::/0", "::1:", false)]
    [InlineData("10.0.0.0/9,10.128.0.0/9,10.0.0.1", "10.200.0.1", true)]
    public void IpMatch_KnowsAddressesAndNetworks(string argument, string value, bool matches) =>
        Assert.Equal(matches, OperatorCalls.Matches("ipMatch", argument, value));

    [Fact]
    public void IpMatchFromFile_ReadsLines()
    {
        var file = ("bad.txt", "# comment\r\n\r\n192.0.2.0/24\r\n2001:db8::/32\n");

        Assert.NotNull(OperatorCalls.Find("ipMatchFromFile", "bad.txt", "192.0.2.77", file));
        Assert.NotNull(OperatorCalls.Find("ipMatchF", "bad.txt", "2001:db8::1", file));
        Assert.Null(OperatorCalls.Find("ipMatchFromFile", "bad.txt", "192.0.3.1", file));
    }

    [Theory]
    [InlineData("ipMatch", "10.0.0.0/33", "found '10.0.0.0/33'; allowed: addresses and networks such as 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("ipMatch", "%{tx.ip}", "found '%{tx.ip}'; allowed: addresses and networks such as 192.0.2.0/24 or 2001:db8::/32")]
    [InlineData("ipMatch", "", "found no address; allowed: addresses and networks with a comma between them")]
    [InlineData("ipMatchFromFile", "none.txt", "'none.txt' is not there")]
    [InlineData("pmFromFile", "https://example.test/x", "found 'https://example.test/x'; allowed: paths of files, nothing is fetched from a network")]
    [InlineData("pmFromFile", "", "found no file name; allowed: one or more paths")]
    [InlineData("pm", " ", "found no phrase; allowed: one or more, with a space between them")]
    [InlineData("validateByteRange", "0-256", "found '0-256'; allowed: numbers and ranges from 0 to 255, such as 9,10,13,32-126")]
    [InlineData("validateByteRange", "9-1", "found '9-1'; allowed: numbers and ranges from 0 to 255, such as 9,10,13,32-126")]
    public void Operator_WithAnArgumentThatItCannotRead_SaysWhy(string name, string argument, string message) =>
        Assert.Equal(message, OperatorCalls.Create(name, argument).Error);

    [Theory]
    [InlineData("rbl")]
    [InlineData("geoLookup")]
    public void Operator_ThatWouldAskOutside_WarnsAndNeverMatches(string name)
    {
        Assert.Contains("never matches", OperatorCalls.Create(name, "x").Warning, StringComparison.Ordinal);
        Assert.False(OperatorCalls.Matches(name, "x", "127.0.0.1"));
    }

    [Theory]
    [InlineData("verifyCC", @"\d{13,16}", "card 4408041234567893.", "4408041234567893")]
    [InlineData("verifyCC", @"\d{16}", "card 4408041234567890.", null)]
    [InlineData("verifySSN", @"\d{3}-?\d{2}-?\d{4}", "574-57-8065", "574-57-8065")]
    [InlineData("verifySSN", @"\d{3}-?\d{2}-?\d{4}", "574-00-8065 111111111 666-12-3456 123456789", null)]
    [InlineData("verifyCPF", @"[\d.-]{11,14}", "010.817.514-60", "010.817.514-60")]
    [InlineData("verifyCPF", @"[\d.-]{11,14}", "111.111.111-11", null)]
    [InlineData("verifySVNR", @"\d{4} ?\d{6}", "1237 010180", "1237 010180")]
    [InlineData("verifySVNR", @"\d{4} ?\d{6}", "1238 010180", null)]
    public void VerifyNumber_FindsNumbersWithRightCheckDigits(string name, string pattern, string value, string? found) =>
        Assert.Equal(found, OperatorCalls.Find(name, pattern, value));

    [Fact]
    public void VerifyNumber_OnAValueThatWouldTakeQuadraticTime_CountsAsFound()
    {
        Assert.True(OperatorCalls.Matches("verifyCPF", "(?s).*", new string('x', 200_000)));
        Assert.False(OperatorCalls.Matches("verifyCPF", "(?s).*", new string('x', 300)));
        Assert.Equal("found a pattern that cannot be read", OperatorCalls.Create("verifyCC", "(").Error!.Split(':')[0]);
    }

    [Fact]
    public void Catalogue_KnowsNamesWithoutCaseAndOnlyItsOwn()
    {
        Assert.True(OperatorCalls.Matches("BEGINSWITH", "a", "ab"));
        Assert.Null(OperatorCatalog.Create("inspectFile"u8, default, null!));
        Assert.Null(OperatorCatalog.Create(new byte[100], default, null!));
    }
}
