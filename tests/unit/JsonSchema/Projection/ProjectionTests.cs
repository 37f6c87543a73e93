using System.Buffers;
using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema.Projection;

public class ProjectionTests
{
    private static readonly JsonSchemaProjection Strip = new();
    private static readonly JsonSchemaProjection Mask = new() { Strip = false, MaskSensitive = true };

    [Theory]
    [InlineData("""{"properties":{"a":{},"b":{}}}""", """{ "a" : 1, "secret" : {"x":[1]} , "b":[ 1, 2 ] }""", """{"a":1,"b":[1,2]}""", 1)]
    [InlineData("""{"properties":{"a":{"properties":{"x":{}}}}}""", """{"a":{"x":1,"y":2},"z":0}""", """{"a":{"x":1}}""", 2)]
    [InlineData("""{"items":{"properties":{"x":{}}}}""", """[{"x":1,"y":2},{"y":3},5,{}]""", """[{"x":1},{},5,{}]""", 2)]
    [InlineData("""{"type":"object"}""", """{"any":{"thing":1}}""", """{"any":{"thing":1}}""", 0)]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":{"properties":{"x":{}}}}""", """{"a":{"k":1},"b":{"x":1,"y":2}}""", """{"a":{"k":1},"b":{"x":1}}""", 1)]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", """{"a":1}""", 1)]
    [InlineData("""{"patternProperties":{"^x-":{}}}""", """{"x-1":1,"y":2}""", """{"x-1":1}""", 1)]
    [InlineData("""{"allOf":[{"properties":{"a":{}}},{"$ref":"#/$defs/b"}],"$defs":{"b":{"properties":{"b":{}}}}}""", """{"a":1,"b":2,"c":3}""", """{"a":1,"b":2}""", 1)]
    [InlineData("""{"oneOf":[{"properties":{"k":{"const":1},"a":{}},"required":["k"]},{"properties":{"k":{"const":2},"b":{}},"required":["k"]}]}""", """{"k":2,"a":1,"b":2}""", """{"k":2,"b":2}""", 1)]
    [InlineData("""{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"properties":{"a":{}}},"else":{"properties":{"b":{}}}}""", """{"k":1,"a":1,"b":2}""", """{"k":1,"a":1}""", 1)]
    [InlineData("""{"properties":{"\u00e4":{}}}""", """{"\u00e4":1,"a":2}""", """{"\u00e4":1}""", 1)]
    [InlineData("""{"properties":{"a":{}},"unevaluatedProperties":{"type":"integer"}}""", """{"a":1,"b":2}""", """{"a":1,"b":2}""", 0)]
    [InlineData("""{"oneOf":[{"properties":{"a":{}},"additionalProperties":false},{"properties":{"b":{}},"additionalProperties":false}]}""", """{"a":1,"s":2}""", """{"a":1}""", 1)]
    [InlineData("""{"anyOf":[{"properties":{"a":{}}},{"properties":{"k":{"const":1},"s":{}},"required":["k"]}]}""", """{"a":1,"s":2}""", """{"a":1}""", 1)]
    [InlineData("""{"items":{"items":{"properties":{"a":{}}}}}""", """[[{"a":1,"s":2}],[[{"s":3}]]]""", """[[{"a":1}],[[{"s":3}]]]""", 1)]
    [InlineData("""{"prefixItems":[{"properties":{"a":{}}}],"items":{"properties":{"b":{}}}}""", """[{"a":1,"s":2},{"b":1,"s":2}]""", """[{"a":1},{"b":1}]""", 2)]
    [InlineData("""{"not":{"properties":{"s":{"const":2}},"required":["s"]},"properties":{"a":{}}}""", """{"a":1,"s":3}""", """{"a":1}""", 1)]
    [InlineData("""{"properties":{"a":{}},"dependentSchemas":{"s":{"properties":{"s":{}}}}}""", """{"a":1,"s":3}""", """{"a":1,"s":3}""", 0)]
    [InlineData("""{"if":{"properties":{"s":{"const":1}}},"properties":{"a":{}}}""", """{"a":1,"s":3}""", """{"a":1}""", 1)]
    [InlineData("""{"properties":{"a":{}}}""", """{"\u0061":1,"\u0073":2,"a\u0000":3}""", """{"\u0061":1}""", 2)]
    [InlineData("""{"properties":{"a":{}}}""", "[1,{\"b\":1}]", "[1,{\"b\":1}]", 0)]
    public void Strip_Members_KeepsWhatIsDeclared(string schema, string instance, string expected, int stripped)
        => Assert.Equal((expected, new JsonSchemaProjectionResult(true, stripped, 0)), Project(Validation.Compile(schema), instance, Strip));

    [Fact]
    public void Strip_WriteOnlyInAResponse_IsLeftOut()
    {
        var schema = Validation.Compile(
            """{"properties":{"id":{"type":"integer"},"password":{"writeOnly":true}}}""",
            new JsonSchemaOptions { Dialect = JsonSchemaDialect.OpenApi30, Direction = JsonSchemaDirection.Response });

        Assert.Equal("""{"id":1}""", Project(schema, """{"id":1,"password":"p"}""", Strip).Text);
    }

    [Theory]
    [InlineData("""{"properties":{"iban":{"x-sensitivity":"high"}}}""", """{"iban":{"a":[1]},"b":1}""", """{"iban":"***","b":1}""", 1)]
    [InlineData("""{"properties":{"c":{"$ref":"#/$defs/card"}},"$defs":{"card":{"x-sensitivity":"pci","type":"string"}}}""", """{"c":"4111"}""", """{"c":"***"}""", 1)]
    [InlineData("""{"items":{"anyOf":[{"type":"integer"},{"type":"string","x-sensitivity":"pii"}]}}""", """[1,"x",2]""", """[1,"***",2]""", 1)]
    [InlineData("""{"properties":{"a":{"x-sensitivity":false}}}""", """{"a":1}""", """{"a":1}""", 0)]
    public void Mask_SensitiveSchemas_AreReplaced(string schema, string instance, string expected, int masked)
        => Assert.Equal((expected, new JsonSchemaProjectionResult(true, 0, masked)), Project(Validation.Compile(schema), instance, Mask));

    [Fact]
    public void Mask_NamedMembers_AreReplacedAnywhere()
    {
        var projection = new JsonSchemaProjection { Strip = false, SensitiveMembers = ["token", "ä"], Mask = "\"x" };

        Assert.Equal("""{"a":{"token":"\u0022x"},"\u00e4":"\u0022x","tokens":1}""", Project(Validation.Compile("{}"), """{"a":{"token":[1,2]},"\u00e4":null,"tokens":1}""", projection).Text);
    }

    [Fact]
    public void Strip_DynamicReferencesInACircle_Ends()
    {
        var schema = Validation.Compile("""{"$dynamicAnchor":"n","properties":{"a":{}},"anyOf":[{"properties":{"b":{}}},{"$id":"x","$dynamicAnchor":"n","anyOf":[true,{"$dynamicRef":"#n"}]}]}""");

        Assert.Equal("""{"a":1,"b":2}""", Project(schema, """{"a":1,"b":2,"c":3}""", Strip).Text);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("")]
    public void Project_WhatIsNotJson_IsNotComplete(string instance) => Assert.False(Project(Validation.Compile("{}"), instance, Strip).Result.Complete);

    /// <summary>What is projected keeps the schema if the instance did, and projecting it again changes nothing.</summary>
    [Fact]
    public void Strip_RandomInstances_IsStable()
    {
        var examined = 0;
        Seeds.ForAll(300, seed =>
        {
            var json = new RandomJson(seed);
            var validator = Validation.Compile(json.Schema());
            var instance = json.Value();
            var (once, result) = Project(validator, instance, Strip);
            Assert.True(result.Complete);
            if (result.Stripped == 0) Assert.True(validator.IsValid(instance) == validator.IsValid(once), once);
            Assert.True(Validation.Compile("{}").IsValid(once));
            examined++;
        });

        Assert.Equal(300, examined);
    }

    private static (string Text, JsonSchemaProjectionResult Result) Project(JsonSchemaValidator validator, string instance, JsonSchemaProjection projection)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = validator.Project(Encoding.UTF8.GetBytes(instance), output, projection);
        return (Encoding.UTF8.GetString(output.WrittenSpan), result);
    }
}
