using Gateway.Policies.Configuration;

namespace Gateway.UnitTests.Configuration.Binding;

public sealed class BinderCollectionTests
{
    [Fact]
    public void Bind_ListsMapsNestedAndRaw_GiveTheirValues()
    {
        var bound = Tree.Bind<Sample>("""
            {
              "List": ["a"], "ReadOnly": [1, 2], "Array": ["1s"],
              "Map": { "x": 1 }, "ReadOnlyMap": { "x": ["y"] }, "Mapped": { "x": { "Name": "n" } },
              "Nested": { "Name": "deep" }, "Raw": { "any": [1] }, "Anything": [true], "RawMap": { "p": {} },
            }
            """);
        Assert.Equal(["a"], bound.List);
        Assert.Equal([1, 2], bound.ReadOnly);
        Assert.Equal([TimeSpan.FromSeconds(1)], bound.Array);
        Assert.Equal(1, bound.Map["x"]);
        Assert.Equal(["y"], bound.ReadOnlyMap!["x"]);
        Assert.Equal("n", bound.Mapped["x"].Name);
        Assert.Equal("deep", bound.Nested!.Name);
        Assert.Equal("Raw:any", bound.Raw!.Find("any")!.Value.Path);
        Assert.IsType<ConfigArray>(bound.Anything);
        Assert.Equal("RawMap:p", bound.RawMap["p"].Path);
    }

    [Fact]
    public void Bind_WrongShapes_AreReportedEach() => Assert.Equal(
    [
        "gateway.json(1,11): GW2002 List: found an object; allowed: an array",
        "gateway.json(1,22): GW2002 Map: found an array; allowed: an object",
        "gateway.json(1,33): GW2002 Raw: found 1; allowed: an object",
        "gateway.json(1,46): GW2002 Nested: found \"x\"; allowed: an object",
        "gateway.json(1,62): GW2004 Counted: found 3 elements; allowed: 1 to 2 elements",
        "gateway.json(1,82): GW2005 Keyed:B: found the name \"B\"; allowed: lower-case letters",
    ], Tree.TryBind<Sample>("""{ "List": {}, "Map": [], "Raw": 1, "Nested": "x", "Counted": [1,2,3], "Keyed": { "B": 1 } }""").Errors);

    [Fact]
    public void Bind_KeysThatDifferByCase_AreTwinsOnlyWhereCaseIsIgnored()
    {
        Assert.Equal(2, Tree.Bind<Sample>("""{ "Map": { "x": 1, "X": 2 } }""").Map.Count);
        Assert.Equal(
            ["gateway.json(1,23): GW1003 Caseless:X: found \"X\" beside \"x\" at gateway.json(1,16); allowed: names that differ by more than case"],
            Tree.TryBind<Sample>("""{"Caseless": { "x":1, "X":2 } }""").Errors);
        Assert.Equal(1, Tree.Bind<Sample>("""{ "Caseless": { "x": 1 } }""").Caseless["X"]);
    }

    [Fact]
    public void Bind_MixinAndNamedEntries_ShareTheObject()
    {
        var bound = Tree.Bind<Outer>("""{ "Name": "n", "Own": 3, "first": { "Name": "1" }, "second": { "Name": "2" } }""");
        Assert.Equal("n", bound.Inner.Name);
        Assert.Equal(3, bound.Own);
        Assert.Equal(["first", "second"], bound.Entries.Keys);
        Assert.Contains("GW2001 Entries", Tree.TryBind<Outer>("""{ "Entries": {} }""").Errors[0], StringComparison.Ordinal);
        Assert.Contains("GW2001 Inner", Tree.TryBind<Outer>("""{ "Inner": {} }""").Errors[0], StringComparison.Ordinal);
    }

    public sealed class Leaf
    {
        public string Name { get; set; } = "";
    }

    public sealed class Outer
    {
        [Mixin]
        public Leaf Inner { get; set; } = new();

        public int Own { get; set; }

        [NamedEntries]
        public Dictionary<string, Leaf> Entries { get; set; } = [];
    }

    public sealed class Sample
    {
        public List<string> List { get; set; } = [];

        public IReadOnlyList<int> ReadOnly { get; init; } = [];

        public TimeSpan[] Array { get; set; } = [];

        public Dictionary<string, int> Map { get; set; } = [];

        public IReadOnlyDictionary<string, IReadOnlyList<string>>? ReadOnlyMap { get; init; }

        public Dictionary<string, Leaf> Mapped { get; set; } = [];

        public Leaf? Nested { get; set; }

        public ConfigObject? Raw { get; set; }

        public ConfigNode? Anything { get; set; }

        public Dictionary<string, ConfigObject> RawMap { get; set; } = [];

        [AllowedCount(1, 2)]
        public List<int> Counted { get; set; } = [];

        [AllowedPattern("^[a-z]+$", "lower-case letters")]
        public Dictionary<string, int> Keyed { get; set; } = [];

        [IgnoreCaseKeys]
        public Dictionary<string, int> Caseless { get; set; } = [];
    }
}
