using System.Text;
using System.Text.Json;
using System.Xml;
using FsCheck;
using FsCheck.Fluent;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Bodies;

/// <summary>The readers against the framework's own, and against anything: texts are put together from pieces of the grammar, so that faults lie deep.</summary>
public sealed class ReaderPropertyTests
{
    private static readonly string[] Json =
        ["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\":", "\"\"", "\"\\u00e4\\n\"", "\"\\", "\"\\ud83d\\ude00\"", "1", "-0.5e+7", "01", "-", "true", "false", "null", "nul", " ", "\n", "{\"k\":", "[1,", "],", "}}", "x"];

    private static readonly string[] Xml =
        ["<a>", "</a>", "<b>", "</b>", "<c/>", "<a x='1'>", "<a y=\"&lt;\">", "<b p:q='&#65;' z='&amp;&#x41;' />", "text", " ", "&lt;", "&#x20AC;", "&", "<", ">", "<![CDATA[", "]]>", "<!--", "-->", "<?pi ", "?>", "<!DOCTYPE a>", "='", "\"", "</"];

    private static readonly string[] Multipart =
        ["--b", "--b--", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r", "--", "Content-Disposition: form-data; name=a", "\r\nContent-Disposition: form-data; name=\"f\"; filename='g'\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n",
            "x", " fold", ":", "\0", "\r\n--b\r\n", "\"", new('y', 4090), ";"];

    /// <summary>Sequences of pieces in all lengths up to 40, of which <paramref name="head"/> comes first.</summary>
    private static Arbitrary<string> Texts(string[] pieces, string head = "") =>
        Gen.Choose(0, 40).SelectMany(length => Gen.Elements(pieces).ListOf(length)).Select(list => head + string.Concat(list)).ToArbitrary();

    private static CollectedRequest Collect(string body, BodyProcessor processor, BodySettings? settings = null) =>
        new([.. "POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(body)], processor, settings: settings);

    [Fact]
    public void Json_OfAnyPieces_IsAcceptedAsTheFrameworkAcceptsItAndHasItsLeaves()
    {
        var accepted = 0;
        Prop.ForAll(Texts(Json), text =>
        {
            using var request = Collect(text, BodyProcessor.Json);
            var expected = Leaves(text);
            Assert.Equal(expected is not null || text.Length == 0, request.Error.Length == 0);
            if (expected is null) return;
            accepted++;
            Assert.Equal(expected, Array.ConvertAll(request[Collection.ArgsPost], Utf8));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.True(accepted > 5, $"{accepted} accepted");
    }

    [Fact]
    public void Json_OfAnyValue_HasItsLeaves()
    {
        var leaf = Gen.Elements<Func<object?>>(() => null, () => true, () => 1.5, () => "a\"\\\n\u00e4\u20ac", () => "");
        Gen<object?> Value(int depth) => depth == 0 ? leaf.Select(make => make()) : Gen.OneOf(
            leaf.Select(make => make()),
            Gen.Choose(0, 4).SelectMany(count => Value(depth - 1).ListOf(count)).Select(list => (object?)list.ToArray()),
            Gen.Choose(0, 4).SelectMany(count => Value(depth - 1).ListOf(count)).Select(list => (object?)list.Select((item, i) => (item, i)).ToDictionary(pair => $"k{pair.i}.\u00e4", pair => pair.item)));
        Prop.ForAll(Value(4).ToArbitrary(), value =>
        {
            var text = JsonSerializer.Serialize(value);
            using var request = Collect(text, BodyProcessor.Json);
            Assert.Equal("", request.Error);
            Assert.Equal(Leaves(text), Array.ConvertAll(request[Collection.ArgsPost], Utf8));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Xml_ThatTheFrameworkReads_HasItsTextAndAttributes()
    {
        var read = 0;
        Prop.ForAll(Texts(Xml, "<a>"), start =>
        {
            foreach (var text in (string[])[start, start + "</a>", start + "</b></a>"])
            {
                using var request = Collect(text, BodyProcessor.Xml);
                var expected = Content(text);
                if (expected is null) continue;
                read++;
                Assert.Equal("", request.Error);
                Assert.Equal(expected, Array.ConvertAll(request[Collection.Xml], Utf8));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.True(read > 30, $"{read} read");
    }

    [Fact]
    public void Multipart_InPiecesOfAnySize_ReadsAsInOne()
    {
        Prop.ForAll(Texts(Multipart, "--b\r\n"), Gen.Choose(1, 50).ToArbitrary(), (text, size) =>
        {
            using var whole = Collect(text, BodyProcessor.Multipart);
            using var table = new ValueTable();
            using var collector = new RequestCollector(table);
            collector.Line("POST"u8, "/"u8, "HTTP/1.1"u8);
            collector.Header("Content-Type"u8, "multipart/form-data; boundary=b"u8);
            collector.EndHead(BodySettings.Default);
            var body = Encoding.UTF8.GetBytes(text);
            for (var i = 0; i < body.Length; i += size) collector.Body.Append(body.AsSpan(i, Math.Min(size, body.Length - i)));
            collector.Body.End();
            foreach (var collection in Enum.GetValues<Collection>())
                if (collection is not Collection.RequestHeaders and not Collection.RequestLine) Assert.Equal(whole[collection], CollectedRequest.Show(table, collection));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Readers_OfAnyBodyWithSmallBounds_NeverThrowAndKeepTheBounds()
    {
        var settings = new BodySettings { MaxArguments = 5, MaxDepth = 3, NoFilesLimit = 100, BodyLimit = 150, MaxFiles = 1 };
        Prop.ForAll(Texts([.. Json, .. Xml, .. Multipart, "&", "=", "%41", "%4", "+"]), text =>
        {
            foreach (var processor in Enum.GetValues<BodyProcessor>())
            {
                using var request = Collect(text, processor, settings);
                Assert.InRange(request.Table.CountOf(Collection.Args), 0, 5);
                Assert.False(request.Table.Overflowed);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Collector_OverATableThatIsTooSmall_NeverThrowsAndSaysSo()
    {
        var overflows = 0;
        var body = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\nX: y\r\n\r\nz\r\n--b--\r\n"u8.ToArray();
        for (var values = 0; values < 120; values += 2)
            foreach (var bytes in (int[])[0, 20, 100, 300, 100_000])
                foreach (var processor in Enum.GetValues<BodyProcessor>())
                {
                    using var table = new ValueTable(values, bytes);
                    using var collector = new RequestCollector(table);
                    collector.Line("POST"u8, "/p?a=b&c=%41"u8, "HTTP/1.1"u8);
                    collector.Header("Content-Type"u8, "multipart/form-data; boundary=b"u8);
                    collector.Header("Cookie", "a=b; c");
                    collector.Header("Authorization", "Basic");
                    collector.EndHead(BodySettings.Default);
                    collector.Body.Change(processor);
                    collector.Body.Append(body);
                    collector.Body.End();
                    var response = new ResponseCollector(table);
                    response.Line("HTTP/1.1"u8, 200, "OK"u8);
                    response.Header("Content-Type"u8, "a"u8);
                    response.EndHead();
                    if (table.Overflowed) overflows++;
                }

        Assert.InRange(overflows, 100, 60 * 5 * 5 - 1);
    }

    private static string Utf8(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    private static string[]? Leaves(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512, AllowDuplicateProperties = true });
            var leaves = new List<string>();
            Add(json.RootElement, "json", leaves);
            return [.. leaves];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Add(JsonElement element, string path, List<string> leaves)
    {
        var before = leaves.Count;
        var index = 0;
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject()) Add(member.Value, $"{path}.{member.Name}", leaves);
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray()) Add(item, $"{path}.{index++}", leaves);
        if (leaves.Count > before)
        {
            if (index > 0) leaves.Add($"{path}={index}");
            return;
        }

        leaves.Add(path + "=" + element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => "",
            _ => element.GetRawText(),
        });
    }

    /// <summary>What the framework's reader sees, attributes first; null where it reads no document.</summary>
    private static string[]? Content(string text)
    {
        try
        {
            using var reader = new XmlTextReader(new StringReader(text)) { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, Namespaces = false, WhitespaceHandling = WhitespaceHandling.All };
            var attributes = new List<string>();
            var content = new StringBuilder();
            while (reader.Read())
            {
                if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace && reader.Depth > 0) content.Append(reader.Value);
                if (reader.NodeType != XmlNodeType.Element) continue;
                while (reader.MoveToNextAttribute()) attributes.Add("//@*=" + reader.Value);
            }

            return [.. attributes, "/*=" + content];
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
