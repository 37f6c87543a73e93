using System.Text.Json.Nodes;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Configuration.Schema;
using Gateway.UnitTests.Configuration.Binding;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.UnitTests.Configuration.Schema;

public sealed class ConfigSchemaGeneratorTests
{
    // What a schema cannot know: calendars, zero bits behind a prefix, overflow, the inside of a custom type, octal addresses.
    private static readonly string[] BeyondTheSchema =
    [
        "\"9999999999GiB\"", "\"99999999999999999d\"", "\"2031-02-30\"", "\"010.0.0.1\"", "\"1\"", "\"10.0.0.1/8\"", "\"10.0.0.0/33\"", "\"sub\"", "\"2h\"", "\"${env:PORT}\"", "1e400",
    ];

    [Fact]
    public void Generate_EveryFormThatTheBinderTakes_IsValid()
    {
        var schema = Evaluator(typeof(BinderScalarTests.Sample));
        foreach (var (member, json, _) in BinderScalarTests.Accepted)
            Assert.True(schema.IsValid(JsonNode.Parse($"{{ \"{member}\": {json} }}")), $"{member}: {json}");
    }

    [Fact]
    public void Generate_EveryFormThatTheBinderRefuses_IsInvalid()
    {
        var schema = Evaluator(typeof(BinderScalarTests.Sample));
        var beyond = new HashSet<string>();
        foreach (var (member, json, _) in BinderScalarTests.Refused)
            if (schema.IsValid(JsonNode.Parse($"{{ \"{member}\": {json} }}")) && beyond.Add(json))
                Assert.Contains(json, BeyondTheSchema);
        Assert.Equal(BeyondTheSchema.Length, beyond.Count);
    }

    [Fact]
    public void Generate_StructureOfObjects_IsChecked()
    {
        var schema = Evaluator(typeof(Root));
        Assert.True(schema.IsValid(JsonNode.Parse("""{ "$schema": "x", "Include": ["a"], "Must": "ab", "entry": { "Children": [{ "Name": "n" }] }, "Map": { "k": 1 }, "Name": "mixed in" }""")));
        Assert.False(schema.IsValid(JsonNode.Parse("{}")), "required");
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "Must": "a" }""")), "pattern");
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "Must": "ab", "Other": 1 }""")), "unknown");
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "Must": "ab", "entry": { "x": 1 } }""")), "unknown in an entry");
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "Must": "ab", "Map": { "K": 1 } }""")), "key");
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "Must": "ab", "Refused": 1 }""")), "refused");
    }

    [Fact]
    public void Generate_Golden_DescriptionsDefaultsAndRanges()
    {
        var schema = JsonNode.Parse(Generator().Generate(typeof(Root), "Test"))!;
        Assert.Equal("Must be there: see Leaf and true.", (string)schema["properties"]!["Must"]!["description"]!);
        Assert.Null(schema["properties"]!["Must"]!["default"]);
        Assert.Equal("5m", (string)schema["properties"]!["Wait"]!["default"]!);
        Assert.Equal("""{"$ref":"#/$defs/Leaf"}""", schema["patternProperties"]!["^[a-z]"]!.ToJsonString());
        Assert.Equal("A leaf of the test.", (string)schema["$defs"]!["Leaf"]!["description"]!);
        Assert.Equal("[\"Must\"]", schema["required"]!.ToJsonString());
        Assert.Null(schema["properties"]!["Secret"]!["default"]);
    }

    [Fact]
    public void Generate_FragmentsThroughTheRawHook_RequireNothingAndTakeNull()
    {
        var generator = Generator();
        generator.Raw = property => property.Name == nameof(Root.Policies) ? generator.Reference(typeof(Root), partial: true) : null;
        var schema = new SchemaEvaluator(JsonNode.Parse(generator.Generate(typeof(Root), "Test"))!.AsObject());
        Assert.True(schema.IsValid(JsonNode.Parse("""{ "Must": "ab", "Policies": { "Wait": null, "entry": null } }""")));
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "Must": "ab", "Policies": { "Waits": null } }""")));
    }

    [Fact]
    public void Generate_YarpsRecords_CanBeDescribed()
    {
        var schema = Evaluator(typeof(ClusterConfig));
        Assert.True(schema.IsValid(JsonNode.Parse("""{ "Destinations": { "A": { "Address": "http://a" } }, "HttpRequest": { "Version": "2" }, "HttpClient": { "SslProtocols": ["Tls13"] } }""")));
        Assert.False(schema.IsValid(JsonNode.Parse("""{ "HttpClient": { "SSLProtocols": ["Tls13"] } }""")));
    }

    [Fact]
    public void Generate_Twice_GivesTheSameText()
    {
        var text = Generator().Generate(typeof(Root), "Test");
        Assert.Equal(text, Generator().Generate(typeof(Root), "Test"));
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
    }

    private static ConfigSchemaGenerator Generator() =>
        new(new ConfigBinderOptions().Refuse(typeof(Root), nameof(Root.Refused), "something else"));

    private static SchemaEvaluator Evaluator(Type type) => new(JsonNode.Parse(Generator().Generate(type, "Test"))!.AsObject());

    public sealed class Root
    {
        /// <summary>
        /// Must be there: see <see cref="Leaf"/>
        /// and <c>true</c>.
        /// </summary>
        [AllowedPattern("^..$", "two characters")]
        public required string Must { get; set; }

        public TimeSpan Wait { get; set; } = TimeSpan.FromMinutes(5);

        public int Refused { get; set; }

        [Secret]
        public string Secret { get; set; } = "default";

        public ConfigObject? Policies { get; set; }

        [AllowedPattern("^[a-z]+$", "lower-case letters")]
        public Dictionary<string, int> Map { get; set; } = [];

        [Mixin]
        public Mixed Mixed { get; set; } = new();

        [NamedEntries]
        public Dictionary<string, Leaf> Entries { get; set; } = [];
    }

    public sealed class Mixed
    {
        public string? Name { get; set; }
    }

    /// <summary>A leaf of the test.</summary>
    public sealed class Leaf
    {
        public string? Name { get; set; }

        public List<Leaf> Children { get; set; } = [];
    }
}
