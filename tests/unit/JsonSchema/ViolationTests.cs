using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

public class ViolationTests
{
    private static readonly JsonSchemaValidator Order = Validation.Compile(
        """
        {
          "type": "object",
          "required": ["id", "lines"],
          "additionalProperties": false,
          "properties": {
            "id": { "type": "integer", "minimum": 1 },
            "kind": { "enum": ["a", "b"] },
            "lines": { "type": "array", "items": { "$ref": "#/$defs/line" } },
            "a/b~c": { "maxLength": 2 }
          },
          "$defs": { "line": { "required": ["sku"], "properties": { "sku": { "pattern": "^[A-Z]+$", "minLength": 2 } } } }
        }
        """);

    [Theory]
    [InlineData("[]", "", "/type", "type", "allowed: object")]
    [InlineData("""{"id":"x","lines":[]}""", "/id", "/properties/id/type", "type", "allowed: integer")]
    [InlineData("""{"id":0,"lines":[]}""", "/id", "/properties/id/minimum", "minimum", "allowed: at least 1")]
    [InlineData("""{"id":1}""", "", "/required", "required", "the member \"lines\" is missing")]
    [InlineData("""{"id":1,"lines":[{"sku":"AB"},{}]}""", "/lines/1", "/$defs/line/required", "required", "the member \"sku\" is missing")]
    [InlineData("""{"id":1,"lines":[{"sku":"ab"}]}""", "/lines/0/sku", "/$defs/line/properties/sku/pattern", "pattern", "allowed: what matches ^[A-Z]+$")]
    [InlineData("""{"id":1,"lines":[],"secret":5}""", "/secret", "/additionalProperties", "additionalProperties", "a member that the schema does not declare")]
    [InlineData("""{"id":1,"lines":[],"a/b~c":"xyz"}""", "/a~1b~0c", "/properties/a~1b~0c/maxLength", "maxLength", "allowed: at most 2 characters")]
    [InlineData("""{"id":1,"lines":[],"kind":"c"}""", "/kind", "/properties/kind/enum", "enum", "allowed: [\"a\", \"b\"]")]
    [InlineData("""{"id":1,"lines":[}""", "/lines", "", "json", "not JSON (RFC 8259)")]
    [InlineData("""{"id":1,"lines":[],"id":2}""", "/id", "", "json", "a member name that the object has already; allowed: each once")]
    public void Validate_OneMistake_SaysWhereAndWhatIsAllowed(string instance, string path, string schemaPath, string keyword, string message)
    {
        Assert.Equal(new JsonSchemaViolation(path, schemaPath, keyword, message), Assert.Single(Order.Violations(instance)));
        Assert.False(Order.IsValid(Encoding.UTF8.GetBytes(instance)));
    }

    [Fact]
    public void Validate_ManyMistakes_FindsAllInOrder()
    {
        var violations = Order.Violations("""{"kind":1,"lines":[{"sku":"a"},7,{}],"x":[1,{}],"id":0.5}""");

        Assert.Equal(
            ["/kind enum", "/lines/0/sku minLength", "/lines/0/sku pattern", "/lines/2 required", "/x additionalProperties", "/id type"],
            violations.Select(violation => $"{violation.InstancePath} {violation.Keyword}"));
    }

    [Fact]
    public void Validate_MoreThanTheBound_IsTruncated()
    {
        var validator = Validation.Compile("""{"items":{"type":"string"}}""", new JsonSchemaOptions { Limits = new JsonSchemaLimits { MaxViolations = 3 } });
        var result = validator.Validate("[1,2,3,4,5]"u8);

        Assert.Equal(3, result.Violations.Count);
        Assert.True(result.IsTruncated);
        Assert.Equal("/2", result.Violations[2].InstancePath);
    }

    [Fact]
    public void Validate_Alternatives_ReportsTheKeywordNotTheBranches()
    {
        var validator = Validation.Compile("""{"properties":{"a":{"oneOf":[{"type":"string"},{"type":"integer"},{"minimum":5}]},"b":{"not":{"type":"null"}}}}""");

        Assert.Equal(["/a oneOf", "/b not"], validator.Violations("""{"a":7,"b":null}""").Select(violation => $"{violation.InstancePath} {violation.Keyword}"));
        Assert.StartsWith("matches more than one", validator.Violations("""{"a":7}""")[0].Message);
        Assert.StartsWith("matches none", validator.Violations("""{"a":4.5}""")[0].Message);
    }

    [Fact]
    public void Validate_AnyInstance_MessagesHoldNoValueOfIt()
    {
        const string secret = "hunter2secret";
        foreach (var schema in new[] { "{\"type\":\"integer\"}", "{\"const\":1}", "{\"pattern\":\"^x\"}", "{\"maxLength\":1}", "{\"format\":\"uuid\"}", "{\"not\":{}}", "{\"anyOf\":[false]}", "false" })
        {
            var violations = Validation.Compile(schema, new JsonSchemaOptions { AssertFormats = true }).Violations($"\"{secret}\"");
            Assert.NotEmpty(violations);
            Assert.DoesNotContain(violations, violation => violation.ToString().Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Validate_SchemaInAnotherDocument_NamesItsUri()
    {
        var catalog = new JsonSchemaCatalog();
        catalog.Add(new Uri("https://example.com/a.json"), """{"$ref":"b.json#/$defs/x"}"""u8.ToArray());
        catalog.Add(new Uri("https://example.com/b.json"), """{"$defs":{"x":{"type":"string"}}}"""u8.ToArray());

        var violation = Assert.Single(catalog.Compile(new Uri("https://example.com/a.json")).Violations("1"));
        Assert.Equal("https://example.com/b.json#/$defs/x/type", violation.SchemaPath);
    }
}
