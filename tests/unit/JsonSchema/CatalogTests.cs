using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

public class CatalogTests
{
    private static readonly Uri Api = new("https://example.com/openapi.json");

    [Fact]
    public void Complete_WhatWasCompiled_JudgesAndExplainsAsBefore()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, """
            {"openapi":"3.1.0","components":{"schemas":{
              "A":{"type":"object","required":["n"],"properties":{"n":{"enum":[1,"x",{"a":[2]}]},"s":{"pattern":"^[a-z]+$"},"r":{"$ref":"#/components/schemas/B/items"}}},
              "B":{"type":"array","items":{"maximum":7,"description":"nobody needs it"}}}}}
            """u8.ToArray());
        var schema = catalog.Compile(Api, "/components/schemas/A");
        ReadOnlyMemory<byte>[] instances = ["""{"n":2,"s":"7","r":9}"""u8.ToArray(), "[]"u8.ToArray(), """{"n":{"a":[2]}}"""u8.ToArray(), "{}"u8.ToArray()];
        var before = instances.Select(i => schema.Validate(i.Span).Violations).ToList();
        Assert.Equal([3, 1, 0, 1], before.Select(static v => v.Count));

        catalog.Complete();

        Assert.Equal(before, instances.Select(i => schema.Validate(i.Span).Violations));
        Assert.Throws<InvalidOperationException>(() => catalog.Compile(Api, "/components/schemas/B"));
        Assert.Throws<InvalidOperationException>(() => catalog.Add(new Uri("https://example.com/b"), "true"u8.ToArray()));
    }

    [Fact]
    public void Compile_SchemaWithManyMistakes_ReportsAllWithPlaces()
    {
        var e = Assert.Throws<JsonSchemaException>(() => Validation.Compile(
            """
            {
              "type": "text",
              "minLength": -1,
              "properties": { "a": 5, "b": { "pattern": "(" }, "c": { "$ref": "other.json" }, "d": { "$ref": "#/$defs/none" } },
              "required": "a",
              "allOf": [],
              "multipleOf": 0
            }
            """));

        Assert.Equal(
            ["/allOf", "/minLength", "/multipleOf", "/properties/a", "/properties/b/pattern", "/properties/c/$ref", "/properties/d/$ref", "/required", "/type"],
            e.Findings.Select(finding => finding.Pointer).Order(StringComparer.Ordinal));
        Assert.Equal(3, e.Findings.Single(finding => finding.Pointer == "/minLength").Line);
        Assert.All(e.Findings, finding => Assert.StartsWith("found ", finding.Message));
        Assert.Contains("nothing is fetched", e.Findings.Single(finding => finding.Pointer == "/properties/c/$ref").Message);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"anyOf":[{"type":"string"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"not":{"$ref":"#"}}}}""")]
    public void Compile_SchemaThatNeverEnds_IsAFinding(string schema)
        => Assert.Contains("never ends", Assert.Throws<JsonSchemaException>(() => Validation.Compile(schema)).Message);

    [Theory]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"type\":\"string\",\"type\":\"null\"}")]
    [InlineData("")]
    [InlineData("\"text\"")]
    [InlineData("{\"$schema\":\"http://json-schema.org/draft-04/schema#\"}")]
    public void Compile_WhatIsNoSchema_IsAFinding(string schema) => Assert.NotEmpty(Assert.Throws<JsonSchemaException>(() => Validation.Compile(schema)).Findings);

    [Fact]
    public void Compile_PointersIntoAnOpenApiDocument_ShareWhatTheyReferTo()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, Encoding.UTF8.GetBytes(
            """
            {
              "openapi": "3.1.0",
              "paths": { "/a": { "post": { "schema": { "$ref": "#/components/schemas/A" } }, "put": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/A" } } } } },
              "components": { "schemas": { "A": { "$id": "https://example.com/schemas/a", "type": "object", "properties": { "b": { "$ref": "b" } } }, "B": { "$id": "https://example.com/schemas/b", "type": "integer" } } }
            }
            """));
        var options = new JsonSchemaOptions { Dialect = JsonSchemaDialect.OpenApi31 };
        var post = catalog.Compile(new Uri(Api, "#/paths/~1a/post/schema"), options);
        var put = catalog.Compile(new Uri(Api, "#/paths/~1a/put/schema"), options);

        Assert.True(post.IsValid("""{"b":1}"""));
        Assert.False(post.IsValid("""{"b":"1"}"""));
        Assert.True(put.IsValid("""[{"b":1}]"""));
        Assert.False(put.IsValid("""[{"b":null}]"""));
        Assert.Same(post.Root, put.Root.Arrays!.Rest);
    }

    [Fact]
    public void Compile_AfterAFailure_OtherSchemasStillCompile()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, """{"openapi":"3.0.3","components":{"schemas":{"Bad":{"$ref":"#/components/schemas/Gone"},"Good":{"type":"integer"},"Uses":{"allOf":[{"$ref":"#/components/schemas/Bad"}]}}}}"""u8.ToArray());

        Assert.Single(Assert.Throws<JsonSchemaException>(() => catalog.Compile(new Uri(Api, "#/components/schemas/Bad"))).Findings);
        Assert.Single(Assert.Throws<JsonSchemaException>(() => catalog.Compile(new Uri(Api, "#/components/schemas/Uses"))).Findings);
        Assert.True(catalog.Compile(new Uri(Api, "#/components/schemas/Good")).IsValid("1"));
    }

    [Fact]
    public void Compile_DynamicReferenceAddedLater_LeavesOtherValidatorsWorking()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, """{"$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node","properties":{"kids":{"items":{"$dynamicRef":"#node"}}}},"strict":{"$id":"strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false},"n":{"type":"integer"}}}"""u8.ToArray());
        var number = catalog.Compile(new Uri(Api, "#/$defs/n"));
        var tree = catalog.Compile(new Uri(Api, "#/$defs/tree"));
        var strict = catalog.Compile(new Uri(Api, "#/$defs/strict"));

        Assert.True(number.IsValid("1"));
        Assert.True(tree.IsValid("""{"kids":[{"x":1}]}"""));
        Assert.False(strict.IsValid("""{"kids":[{"x":1}]}"""));
        Assert.True(strict.IsValid("""{"kids":[{"kids":[]}]}"""));
    }

    [Fact]
    public void Compile_OpenApi31WithAnotherDialect_UsesIt()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, """{"openapi":"3.1.0","jsonSchemaDialect":"http://json-schema.org/draft-07/schema#","components":{"schemas":{"A":{"items":[{"type":"integer"}]}}}}"""u8.ToArray());
        var schema = catalog.Compile(new Uri(Api, "#/components/schemas/A"), new JsonSchemaOptions { Dialect = JsonSchemaDialect.OpenApi31 });

        Assert.True(schema.IsValid("[1,\"a\"]"));
        Assert.False(schema.IsValid("[\"a\"]"));
    }

    [Theory]
    [InlineData("file:///contracts/openapi.json", "file:///contracts/parts/line%20item.json", "parts/line%20item.json")]
    [InlineData("https://example.com/a/b.json", "https://example.com/c.json?v=2", "../c.json?v=2")]
    [InlineData("urn:example:orders", "urn:example:lines", "urn:example:lines")]
    [InlineData("https://example.com/b.json", "tag:example.com,2026:x", "tag:example.com,2026:x")]
    public void Compile_ReferenceToAnotherDocument_IsResolvedAgainstItsOwn(string from, string to, string reference)
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(new Uri(from), Encoding.UTF8.GetBytes($$$"""{"x":{"$ref":"{{{reference}}}#/$defs/n"} }"""));
        catalog.Add(new Uri(to), """{"$defs":{"n":{"type":"integer"}}}"""u8.ToArray());
        var schema = catalog.Compile(new Uri(from + "#/x"));

        Assert.True(schema.IsValid("1"));
        Assert.False(schema.IsValid("null"));
    }

    [Fact]
    public void Add_RelativeOrTakenUri_IsRefused()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, "{}"u8.ToArray());

        Assert.Throws<ArgumentException>(() => catalog.Add(Api, "{}"u8.ToArray()));
        Assert.Throws<ArgumentException>(() => catalog.Add(new Uri("a.json", UriKind.Relative), "{}"u8.ToArray()));
        Assert.Throws<ArgumentException>(() => catalog.Compile(new Uri("#/a", UriKind.Relative)));
        Assert.Throws<JsonSchemaException>(() => catalog.Compile(new Uri("https://example.com/none.json")));
    }

    [Fact]
    public void Compile_ManyOperationsOverSharedComponents_IsLinear()
    {
        var text = new StringBuilder("""{"openapi":"3.0.3","paths":{""");
        for (var i = 0; i < 2000; i++) text.Append(i == 0 ? "" : ",").Append($$$$$$"""
            "/p{{{{{{i}}}}}}":{"post":{"schema":{"type":"object","properties":{"a":{"$ref":"#/components/schemas/S{{{{{{i % 500}}}}}}"},"text":{"type":"string","description":"{{{{{{new string('d', 1000)}}}}}}"}}}}}
            """);
        text.Append("},\"components\":{\"schemas\":{");
        for (var i = 0; i < 500; i++) text.Append(i == 0 ? "" : ",").Append($$$$"""
            "S{{{{i}}}}":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/S{{{{(i + 1) % 500}}}}"},"other":{"$ref":"#/components/schemas/S{{{{(i * 7) % 500}}}}"},"id":{"type":"string","pattern":"^[a-z]{{{{{i % 20}}}},20}$"}}}
            """);
        text.Append("}}}");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        Assert.InRange(bytes.Length, 2_000_000, 4_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var catalog = new JsonSchemaCatalog();
        catalog.Add(Api, bytes);
        var options = new JsonSchemaOptions { Dialect = JsonSchemaDialect.OpenApi30 };
        for (var i = 0; i < 2000; i++) Assert.True(catalog.Compile(new Uri(Api, $"#/paths/~1p{i}/post/schema"), options).IsValid("""{"a":{"next":{"id":"abcdefghijklmnopqrst"}}}"""));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 300_000_000);
    }
}
