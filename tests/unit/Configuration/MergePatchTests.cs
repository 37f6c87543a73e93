using System.Text.Json.Nodes;
using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Configuration;

public sealed class MergePatchTests
{
    // RFC 7396, appendix A: original, patch, result.
    private static readonly (string Original, string Patch, string Result)[] AppendixA =
    [
        ("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}"""),
        ("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}"""),
        ("""{"a":"b"}""", """{"a":null}""", "{}"),
        ("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}"""),
        ("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}"""),
        ("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}"""),
        ("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}"""),
        ("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}"""),
        ("""["a","b"]""", """["c","d"]""", """["c","d"]"""),
        ("""{"a":"b"}""", """["c"]""", """["c"]"""),
        ("""{"a":"foo"}""", "null", "null"),
        ("""{"a":"foo"}""", "\"bar\"", "\"bar\""),
        ("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}"""),
        ("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}"""),
        ("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}"""),
    ];

    [Fact]
    public void Apply_EveryCaseOfAppendixA_GivesItsResult()
    {
        var examined = 0;
        foreach (var (original, patch, result) in AppendixA)
        {
            var merged = MergePatch.Apply(Value(original), Value(patch));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result), JsonNode.Parse(ConfigPrinter.ToJson(merged))), $"{original} + {patch}");
            examined++;
        }

        Assert.Equal(15, examined);
    }

    [Fact]
    public void Apply_AbsentTarget_StripsNulls() =>
        Assert.Equal("{}", ConfigPrinter.ToJson(MergePatch.Apply(null, Value("""{"a":null}"""))));

    [Fact]
    public void Apply_NamesThatDifferByCase_AreDifferent() =>
        Assert.Equal(2, ((ConfigObject)MergePatch.Apply(Value("""{"a":1}"""), Value("""{"A":2}"""))).Members.Count);

    [Fact]
    public void Apply_MergedValues_KeepWhereTheyCameFrom()
    {
        var root = Tree.Read("""
            {
              "base": { "Limit": { "Permits": 5, "Window": "1s" } },
              "own":  { "Limit": { "Permits": 9 } }
            }
            """);
        var limit = (ConfigObject)((ConfigObject)MergePatch.Apply(root.Find("base")!.Value, root.Find("own")!.Value)).Find("Limit")!.Value;
        Assert.Equal("own:Limit", limit.Path);
        Assert.Equal("own:Limit:Permits", limit.Find("Permits")!.Value.Path);
        Assert.Equal("base:Limit:Window", limit.Find("Window")!.Value.Path);
        Assert.Equal(2, limit.Find("Window")!.Value.Location.Line);
    }

    [Fact]
    public void Apply_EmptyPatch_ReturnsTheTargetItself()
    {
        var target = Value("""{"a":1}""");
        Assert.Same(target, MergePatch.Apply(target, Value("{}")));
    }

    private static ConfigNode Value(string json) => Tree.Read($"{{\"v\":{json}}}").Find("v")!.Value;
}
