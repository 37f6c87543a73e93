using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Bodies;

public sealed class JsonFlattenerTests
{
    private static CollectedRequest Read(string json, BodySettings? settings = null) =>
        new("POST / HTTP/1.1\r\nContent-Type: application/json\r\n\r\n" + json, BodyProcessor.Json, settings: settings);

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

    [Fact]
    public void Json_WithoutABody_IsNoError()
    {
        using var request = Read("");
        Assert.Equal(["0"], request[Collection.ReqbodyError]);
        Assert.Empty(request[Collection.Args]);
    }
}
