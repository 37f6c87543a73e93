using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Bodies;

public sealed class JsonFlattenerTests
{
    private const string Escaped = "\"1\\u0027 \\u0055NION\"";

    private static CollectedRequest Read(string json, BodySettings? settings = null) =>
        new("POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n" + json, BodyProcessor.Json, settings: settings);

    private static CollectedRequest ReadText(string text, BodySettings? settings = null) =>
        new("POST / HTTP/1.1\r\nContent-Type: text/plain\r\n\r\n" + text, force: true, settings: settings);

    [Theory]
    [InlineData("""{"a":{"b":[1,{"c":"x"},[true]]},"d":null}""", "json.a.b.0=1", "json.a.b.1.c=x", "json.a.b.2.0=true", "json.a.b.2=1", "json.a.b=3", "json.d=")]
    [InlineData("""{"a":1,"a":2}""", "json.a=1", "json.a=2")]
    [InlineData("""[ 1.50e+3 , false , "" ]""", "json.0=1.50e+3", "json.1=false", "json.2=", "json=3")]
    [InlineData(" \"top\" ", "json=top")]
    [InlineData("""{"":"e","x.y":{}, "z":[]}""", "json.=e", "json.x.y=", "json.z=")]
    [InlineData("""{"a\u0062\n":"\"\\\/\b\f\n\r\t\u0041"}""", "json.ab\n=\"\\/\b\f\n\r\tA")]
    [InlineData("""["\u00e4","\ud83d\ude00","\ud83d","\u0000"]""", "json.0=\xC3\xA4", "json.1=\xF0\x9F\x98\x80", "json.2=?", "json.3=\0", "json=4")]
    [InlineData("[[],[[]]]", "json.0=", "json.1.0=", "json.1=1", "json=2")]
    [InlineData("\xEF\xBB\xBF{\"a\":-0.1}", "json.a=-0.1")]
    public void Json_WellFormed_HasEachLeafUnderItsPath(string json, params string[] leaves)
    {
        using var request = Read(json);
        Assert.Equal(leaves, request[Collection.ArgsPost]);
        Assert.Equal(leaves, request[Collection.Args]);
        Assert.Equal("", request.Error);
        Assert.Equal(["0"], request[Collection.ReqbodyError]);
        Assert.Equal(["JSON"], request[Collection.ReqbodyProcessor]);
        Assert.Empty(request[Collection.RequestBody]);
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,}""", "json.a=1", "json.b=2", "json=}")]
    [InlineData("""{"a":1} <script>""", "json.a=1", "json=<script>")]
    [InlineData("""{"a":'x'}""", "json='x'}")]
    [InlineData("""{"a":"x""", "json=\"x")]
    [InlineData("""{a:1}""", "json=a:1}")]
    [InlineData("[1 2]", "json.0=1", "json=2]")]
    [InlineData("[01]", "json=01]")]
    [InlineData("[1,", "json.0=1", "json=")]
    [InlineData("{", "json=")]
    [InlineData("nul", "json=nul")]
    [InlineData("]", "json=]")]
    [InlineData("[}", "json=}")]
    [InlineData("\"\\x41\"", "json=\\x41")]
    [InlineData("\"\\", "json=\"\\")]
    [InlineData("\"a\nb\"", "json=a\nb")]
    [InlineData("[\"\xE4\"]", "json.0=\xE4", "json=1")]
    [InlineData(" ")]
    public void Json_WithAFault_IsAnErrorAndNothingGoesUnseen(string json, params string[] leaves)
    {
        using var request = Read(json);
        Assert.Equal(leaves, request[Collection.ArgsPost]);
        Assert.Equal(["1"], request[Collection.ReqbodyError]);
        Assert.NotEqual("", request.Error);
    }

    [Fact]
    public void Json_DeeperThanAllowed_IsAnErrorAndTextFromThere()
    {
        using var fits = Read("[[[1]]]", new BodySettings { MaxDepth = 3 });
        Assert.Equal(["json.0.0.0=1", "json.0.0=1", "json.0=1", "json=1"], fits[Collection.Args]);
        Assert.Equal("", fits.Error);
        using var deeper = Read("[[[[1]]]]", new BodySettings { MaxDepth = 3 });
        Assert.Equal(["json=[1]]]]"], deeper[Collection.Args]);
        Assert.Equal("JSON is deeper than allowed", deeper.Error);
        using var deepest = Read(new string('[', 100_000));
        Assert.Equal("JSON is deeper than allowed", deepest.Error);
    }

    [Fact]
    public void Json_WithMoreLeavesThanArgumentsAreAllowed_IsAnError()
    {
        using var request = Read("[1,2,3]", new BodySettings { MaxArguments = 2 });
        Assert.Equal(["json.0=1", "json.1=2"], request[Collection.Args]);
        Assert.Equal("more arguments than allowed", request.Error);
    }

    [Fact]
    public void Json_WhoseNamesRepeatALongPath_CannotFillTheMemory()
    {
        var name = new string('n', 60_000);
        using var request = Read("{\"" + name + "\":[" + string.Join(',', Enumerable.Repeat("1", 900)) + "]}");
        Assert.Equal("names in JSON are longer than allowed", request.Error);
        Assert.InRange(request.Table.Arena.Used, 60_000, 600_000);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"id\":" + Escaped + "}\n[2]\n", "json.a=1", "json.id=1' UNION", "json.0=2", "json=1")]
    [InlineData("{\"a\":1}{\"id\":" + Escaped + "}", "json.a=1", "json.id=1' UNION")]
    [InlineData("[1] " + Escaped, "json.0=1", "json=1", "json=1' UNION")]
    public void Documents_BehindTheFirst_AreReadAsWell(string text, params string[] leaves)
    {
        using var json = Read(text);
        Assert.Equal(leaves, json[Collection.Args]);
        Assert.Equal("JSON has something behind its end", json.Error);
        using var plain = ReadText(text);
        Assert.Equal(leaves, plain[Collection.Args]);
        Assert.Equal("", plain.Error);
    }

    /// <summary>A reader of lines passes over those that it cannot read, and a broken line must not hide the others.</summary>
    [Theory]
    [InlineData("{\n{\"id\":" + Escaped + "}", "json={\"id\":" + Escaped + "}", "json.id=1' UNION")]
    [InlineData("{\"a\":\"\n{\"id\":" + Escaped + "}", "json.a=\n{", "json=id\":" + Escaped + "}", "json.id=1' UNION")]
    [InlineData("[\n{\"id\":" + Escaped + "}\n{\"b\":2}", "json.0.id=1' UNION", "json={\"b\":2}", "json.id=1' UNION", "json.b=2")]
    [InlineData("broken {\r\n\t{\"id\":" + Escaped + "} \r\n", "json.id=1' UNION")]
    [InlineData("\"s\"\r{\"id\":" + Escaped + "}\r5", "json.id=1' UNION")]
    [InlineData("x\n[" + Escaped + "] [3]\ny", "json.0=1' UNION", "json=1", "json.0=3", "json=1")]
    [InlineData("[1] see the notes {page 7}", "json.0=1", "json=1", "json=see the notes {page 7}")]
    [InlineData("[12:00] hi\n[12:01] ho", "json.0=12", "json=:00] hi\n[12:01] ho")]
    [InlineData("no JSON {at} all\n\n")]
    public void Lines_ThatAreDocuments_AreReadWhateverStandsAroundThem(string text, params string[] leaves)
    {
        using var request = ReadText(text);
        Assert.Equal(leaves, request[Collection.Args]);
        Assert.Equal("", request.Error);
    }

    /// <summary>What a bound keeps out of the arguments is in the rest, and that there is a bound is an error whatever the type says.</summary>
    [Fact]
    public void Bounds_InWhatNeedNotBeJson_AreErrorsAndNothingGoesUnseen()
    {
        const string Value = "1' UNION SELECT password FROM users--";
        var body = "{\"" + new string('a', 30_000) + "\":[1,1,1,1,\"" + Value + "\"]}";
        foreach (var read in (Func<string, BodySettings?, CollectedRequest>[])[Read, ReadText])
        {
            using var names = read(body, null);
            Assert.Equal("json=\"" + Value + "\"]}", names[Collection.Args][^1]);
            Assert.Equal("names in JSON are longer than allowed", names.Error);
            using var literal = read(body.Replace("\"" + Value + "\"", "12345", StringComparison.Ordinal), null);
            Assert.Equal("json=12345]}", literal[Collection.Args][^1]);
            using var many = read("[1,2,3]", new BodySettings { MaxArguments = 2 });
            Assert.Equal("more arguments than allowed", many.Error);
            using var records = read("x\n[1]\n[2]\n[3]", new BodySettings { MaxArguments = 5 });
            Assert.Equal("more arguments than allowed", records.Error);
            using var deep = read("[\"\xFF\",[[[[1]]]]]", new BodySettings { MaxDepth = 3 });
            Assert.Equal("JSON is deeper than allowed", deep.Error);
            using var cut = read("[1,2,3,4,5]", new BodySettings { MaxArguments = 2, NoFilesLimit = 8, ProcessPartial = true });
            Assert.Equal((true, "more arguments than allowed"), (cut.Body.LimitExceeded, cut.Error));
            using var start = read("[1,2,3,4,5]", new BodySettings { NoFilesLimit = 8, ProcessPartial = true });
            Assert.Equal((true, ""), (start.Body.LimitExceeded, start.Error));
        }
    }

    [Fact]
    public void Json_WithoutABody_IsNoError()
    {
        using var request = Read("");
        Assert.Equal(["0"], request[Collection.ReqbodyError]);
        Assert.Empty(request[Collection.Args]);
    }
}
