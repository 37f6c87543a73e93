using System.Text;
using Gateway.Policies.RequestLimits.Json;

namespace Gateway.UnitTests.RequestLimits;

public sealed class JsonStructureScannerTests
{
    private static readonly JsonLimits Defaults = JsonLimits.Default;

    private static JsonVerdict Scan(string json, JsonLimits? limits = null) => JsonStructureScanner.Scan(Encoding.UTF8.GetBytes(json), limits ?? Defaults);

    [Theory]
    [InlineData("{}")]
    [InlineData(" [ ] ")]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("1e400")]
    [InlineData("-0.5E-10")]
    [InlineData("{\"a\":{\"a\":[{\"a\":1},{\"a\":1}]},\"b\":{\"a\":2}}")]
    [InlineData("{\"\":1,\"a\":2,\"A\":3}")]
    [InlineData("\"\\ud83d\\ude00 \\\\ud800 \\u0000\"")]
    [InlineData("{\"\\ud83d\\ude00\":1}")]
    public void Json_WithinTheRules_IsValid(string json) => Assert.Equal(JsonVerdict.Valid, Scan(json));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("[1] [2]")]
    [InlineData("{} x")]
    [InlineData("// c\n1")]
    [InlineData("/* c */1")]
    [InlineData("\uFEFF{}")]
    [InlineData("NaN")]
    [InlineData("[Infinity]")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData("0x1")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\"")]
    [InlineData("\"\\ud800\\ud800\\udc00\"")]
    [InlineData("\"\\ud800x\\udc00\"")]
    [InlineData("\"\\ud800\\n\"")]
    [InlineData("{\"\\uDFFF\":1}")]
    public void Json_OutsideTheStandard_IsMalformed(string json) => Assert.Equal(JsonVerdict.Malformed, Scan(json));

    [Fact]
    public void Bytes_ThatAreNotUtf8_AreMalformed()
    {
        byte[][] bad = [[0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xFF, 0x22], [0xFE, 0xFF, 0, 0x31], [0x31, 0], [0x22, 0xE2, 0x82, 0x22]];
        foreach (var json in bad) Assert.Equal(JsonVerdict.Malformed, JsonStructureScanner.Scan(json, Defaults));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"\\u0061\":1,\"a\":2}")]
    [InlineData("{\"\\u0061\":1,\"\\u0061\":2}")]
    [InlineData("{\"\\/\":1,\"/\":2}")]
    [InlineData("{\"\":1,\"\":2}")]
    [InlineData("[{\"x\":{\"y\":1},\"z\":[],\"x\":3}]")]
    [InlineData("{\"\\ud83d\\ude00\":1,\"😀\":2}")]
    public void Members_Twice_AreFoundHoweverEscaped(string json)
    {
        Assert.Equal(JsonVerdict.DuplicateMember, Scan(json));
        Assert.Equal(JsonVerdict.Valid, Scan(json, Defaults with { AllowDuplicateMembers = true }));
    }

    [Fact]
    public void Members_ManyNames_FindOnlyRealDuplicates()
    {
        var limits = Defaults with { MaxMembers = 100_000 };
        var names = Enumerable.Range(0, 50_000).Select(i => $"\"n{i}\":{{\"n{i}\":1,\"\\u006e\":2}}").ToList();
        Assert.Equal(JsonVerdict.Valid, Scan("{" + string.Join(',', names) + "}", limits));
        Assert.Equal(JsonVerdict.DuplicateMember, Scan("{" + string.Join(',', names) + ",\"n25000\":0}", limits));
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(10_000, false)]
    public void Depth_OverTheLimit_IsFoundAtOnce(int depth, bool isAllowed)
    {
        var expected = isAllowed ? JsonVerdict.Valid : JsonVerdict.TooDeep;
        Assert.Equal(expected, Scan(new string('[', depth) + new string(']', depth)));
        Assert.Equal(expected, Scan(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)));
    }

    [Fact]
    public void Depth_AtTheLargestLimit_FitsTheStack()
    {
        var limits = Defaults with { MaxDepth = 256 };
        Assert.Equal(JsonVerdict.Valid, Scan(new string('[', 256) + new string(']', 256), limits));
        Assert.Equal(JsonVerdict.TooDeep, Scan(new string('[', 257) + new string(']', 257), limits));
    }

    [Fact]
    public void Counts_AtAndOverTheLimits_AreToldApart()
    {
        var limits = new JsonLimits
        {
            MaxDepth = 4,
            MaxMembers = 2,
            MaxElements = 3,
            MaxStringBytes = 4,
            MaxNameBytes = 5,
            MaxNumberBytes = 6,
            AllowDuplicateMembers = false,
        };
        (string Json, JsonVerdict Expected)[] cases =
        [
            ("{\"a\":1,\"b\":{\"a\":1,\"b\":2}}", JsonVerdict.Valid),
            ("{\"a\":1,\"b\":2,\"c\":3}", JsonVerdict.TooManyMembers),
            ("[1,[2,2,2],3]", JsonVerdict.Valid),
            ("[1,2,3,4]", JsonVerdict.TooManyElements),
            ("[[],[],[],[]]", JsonVerdict.TooManyElements),
            ("\"1234\"", JsonVerdict.Valid),
            ("\"12345\"", JsonVerdict.StringTooLong),
            ("\"éé\"", JsonVerdict.Valid),
            ("\"ééé\"", JsonVerdict.StringTooLong),
            ("\"\\u0061\"", JsonVerdict.StringTooLong),
            ("{\"12345\":1}", JsonVerdict.Valid),
            ("{\"123456\":1}", JsonVerdict.NameTooLong),
            ("123456", JsonVerdict.Valid),
            ("1234567", JsonVerdict.NumberTooLong),
            ("-1e+99", JsonVerdict.Valid),
        ];
        foreach (var (json, expected) in cases) Assert.True(expected == Scan(json, limits), json);
        Assert.Equal(15, cases.Length);
    }

    [Fact]
    public void Scanner_OnValidJson_AllocatesNothing()
    {
        var json = Encoding.UTF8.GetBytes("{\"a\":[1,2,{\"b\":\"x\",\"\\u0063\":\"\\ud83d\\ude00\"}],\"d\":{\"e\":null}}");
        Allocations.AssertNone(() => Assert.True(JsonStructureScanner.Scan(json, Defaults) is JsonVerdict.Valid));
    }
}
