using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.UnitTests.Configuration.Reading;

public sealed class ConfigParserTests
{
    private const string Document = "{\r\n  // comment \u00e9\U0001F600\r\n  \"Gateway\": { \"Näme\": \"\U0001F600x\", \"List\": [1, true, null, \"\\u0041\", -2.5e3,], /* a\n b */ \"Last\": {} },\n\t\"Z\": false,\n}\n";

    [Fact]
    public void Read_CommentsTrailingCommasAndCrLf_GiveTheTree()
    {
        var root = Tree.Read(Document);
        Assert.Equal("A", ((ConfigScalar)((ConfigArray)Find(root, "List")).Items[3]).Text);
        Assert.Equal("Gateway:List[4]", ((ConfigArray)Find(root, "List")).Items[4].Path);
        Assert.Equal(new ConfigLocation(Tree.File, 2 + 1, 3), root.Members[0].NameLocation);
        Assert.Equal(new ConfigLocation(Tree.File, 3, 24), Find(root, "Näme").Location);
        Assert.Equal(new ConfigLocation(Tree.File, 3, 31), ((ConfigObject)root.Find("Gateway")!.Value).Find("List")!.NameLocation);
        Assert.Equal(new ConfigLocation(Tree.File, 5, 2), root.Find("Z")!.NameLocation);
    }

    [Fact]
    public void Read_ByteOrderMark_DoesNotCount() =>
        Assert.Equal(new ConfigLocation(Tree.File, 1, 3), Tree.Read("\uFEFF{ \"a\": 1 }").Members[0].NameLocation);

    [Fact]
    public void Read_EveryLocation_PointsAtItsText()
    {
        var lines = Document.Split('\n');
        var examined = 0;
        Visit(Tree.Read(Document));
        Assert.Equal(16, examined);

        void Visit(ConfigNode node)
        {
            switch (node)
            {
                case ConfigObject o:
                    Starts(o.Location, "{");
                    foreach (var member in o.Members)
                    {
                        Starts(member.NameLocation, $"\"{member.Name}\"");
                        Visit(member.Value);
                    }

                    break;
                case ConfigArray array:
                    Starts(array.Location, "[");
                    foreach (var item in array.Items) Visit(item);
                    break;
                case ConfigScalar { Kind: ConfigScalarKind.Text } text:
                    Starts(text.Location, text.Text == "A" ? "\"\\u0041\"" : $"\"{text.Text}\"");
                    break;
                case ConfigScalar scalar:
                    Starts(scalar.Location, scalar.Text);
                    break;
            }
        }

        void Starts(ConfigLocation at, string text)
        {
            Assert.StartsWith(text, lines[at.Line - 1][(at.Column - 1)..], StringComparison.Ordinal);
            examined++;
        }
    }

    [Fact]
    public void Read_DuplicateMember_NamesBothPlaces() => Assert.Equal(
        ["gateway.json(3,9): GW1003 a:b: found the member again (first at gateway.json(2,8)); allowed: each member once"],
        Tree.TryRead("{\n\"a\": { \"b\": 1,\n        \"b\": 2 } }").Errors);

    [Theory]
    [InlineData("", "gateway.json(1,1): GW1002 : found an empty file; allowed: ")]
    [InlineData("// nothing\n", "gateway.json(2,1): GW1002 : found an empty file; allowed: ")]
    [InlineData("{\n  \"é\": x }", "gateway.json(2,8): GW1002")]
    [InlineData("{ \"a\" 1 }", "gateway.json(1,7): GW1002")]
    [InlineData("{ \"a\": 1", "gateway.json(1,9): GW1002")]
    [InlineData("{} {}", "gateway.json(1,4): GW1002")]
    [InlineData("{ \"a\": \"\\ud800\" }", "gateway.json(1,8): GW1002")]
    [InlineData("[]", "gateway.json(1,1): GW2002")]
    [InlineData("null", "gateway.json(1,1): GW2002")]
    public void Read_NotAJsonObject_SaysWhere(string text, string expected)
    {
        var (root, errors) = Tree.TryRead(text);
        Assert.Null(root);
        Assert.StartsWith(expected, Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("BytePositionInLine", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InvalidUtf8_SaysWhere()
    {
        var errors = new ConfigErrors();
        Assert.Null(ConfigReader.ReadBytes([.. "{\n\"é"u8, 0xC0, 0xAF, .. "\": 1}"u8], Tree.File, errors, Tree.Interpolation).Root);
        Assert.Equal(["gateway.json(2,3): GW1002 : found bytes that are not UTF-8; allowed: UTF-8 text"], Tree.Texts(errors));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Read_Depth_IsBounded(int depth, bool accepted) =>
        Assert.Equal(accepted, Tree.TryRead(string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1)).Root is not null);

    [Fact]
    public void Read_TooManyValues_IsRefused()
    {
        var (root, errors) = Tree.TryRead("{\"a\":[" + string.Join(',', Enumerable.Repeat("1", ConfigParser.MaxNodes)) + "]}");
        Assert.Null(root);
        Assert.Contains("GW1006", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongNameAroundManyValues_IsRefusedBeforeItBecomesGigabytes()
    {
        var (root, errors) = Tree.TryRead($$"""{"{{new string('n', ConfigParser.MaxPathCharacters / 16)}}":[{{string.Join(',', Enumerable.Repeat("1", 100_000))}}]}""");
        Assert.Null(root);
        Assert.Contains("GW1006", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArbitraryBytes_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes => ParsesOrReports(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Read_MutatedDocument_NeverThrowsAndAlwaysExplains()
    {
        var seed = Encoding.UTF8.GetBytes(Document);
        var random = new Random(7396);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = seed.ToArray().ToList();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.RemoveAt(at);
                        break;
                    case 2:
                        bytes.Insert(at, "{}[]\",:\\$/*\n"u8[random.Next(12)]);
                        break;
                    default:
                        bytes.RemoveRange(at, random.Next(bytes.Count - at));
                        if (bytes.Count == 0) bytes.Add((byte)'{');
                        break;
                }
            }

            Assert.True(ParsesOrReports([.. bytes]), Encoding.UTF8.GetString([.. bytes]));
        }
    }

    // A tree or at least one error, and every location inside the text.
    private static bool ParsesOrReports(byte[] bytes)
    {
        var errors = new ConfigErrors();
        var root = ConfigReader.ReadBytes(bytes, Tree.File, errors, Tree.Interpolation).Root;
        var lines = bytes.Count(static b => b == '\n') + 1;
        return (root is not null || errors.Any)
            && errors.Sorted().All(e => e.Location.Line >= 1 && e.Location.Line <= lines && e.Location.Column >= 1 && e.Location.Column <= bytes.Length + 1);
    }

    private static ConfigNode Find(ConfigObject root, string name) => ((ConfigObject)root.Find("Gateway")!.Value).Find(name)!.Value;
}
