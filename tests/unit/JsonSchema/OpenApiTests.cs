using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

public class OpenApiTests
{
    private static JsonSchemaOptions Options(JsonSchemaDialect dialect, JsonSchemaDirection direction = JsonSchemaDirection.Any)
        => new() { Dialect = dialect, Direction = direction, AssertFormats = true };

    [Fact]
    public void OpenApi30_Keywords_MeanWhatTheyMeanThere()
    {
        var cases = 0;
        cases += Check("""{"type":"string","nullable":true,"maxLength":2}""", "+ null", "+ \"ab\"", "- \"abc\"", "- 1");
        cases += Check("""{"nullable":true}""", "+ null", "+ 1");
        cases += Check("""{"nullable":true,"allOf":[{"type":"string"}]}""", "- null", "+ \"a\"");
        cases += Check("""{"type":"string","nullable":true,"enum":["a"]}""", "- null", "+ \"a\"");
        cases += Check("""{"minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":false}""", "- 1", "+ 1.5", "+ 3", "- 3.1");
        cases += Check("""{"$ref":"#/x","minimum":5,"x":{"type":"integer"}}""", "+ 1", "- \"a\"");
        cases += Check("""{"type":"integer","format":"int32"}""", "+ 2147483647", "- 2147483648", "+ -2147483648", "- -2147483649");
        cases += Check("""{"format":"int64"}""", "+ 9223372036854775807", "- 9223372036854775808", "+ \"x\"");
        cases += Check("""{"type":"string","format":"byte"}""", "+ \"aGk=\"", "- \"aGk\"", "- \"a Gk\"", "+ \"\"");
        cases += Check("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", "+ [\"a\",\"b\"]", "- [\"a\",\"a\"]");
        Assert.Equal(29, cases);

        static int Check(string schema, params string[] instances) => Validation.Check(schema, instances, Options(JsonSchemaDialect.OpenApi30));
    }

    [Theory]
    [InlineData(JsonSchemaDialect.OpenApi30)]
    [InlineData(JsonSchemaDialect.OpenApi31)]
    public void ReadOnlyAndWriteOnly_ByDirection_AreRefusedAndNotRequired(JsonSchemaDialect dialect)
    {
        const string schema = """
            {"type":"object","required":["id","name","password"],
             "properties":{"id":{"$ref":"#/id"},"name":{"type":"string"},"password":{"type":"string","writeOnly":true}},
             "id":{"type":"integer","readOnly":true}}
            """;
        var request = Validation.Compile(schema, Options(dialect, JsonSchemaDirection.Request));
        var response = Validation.Compile(schema, Options(dialect, JsonSchemaDirection.Response));
        var any = Validation.Compile(schema, Options(dialect));

        Assert.True(request.IsValid("""{"name":"a","password":"p"}"""));
        Assert.False(request.IsValid("""{"id":1,"name":"a","password":"p"}"""));
        Assert.False(request.IsValid("""{"name":"a"}"""));
        Assert.True(response.IsValid("""{"id":1,"name":"a"}"""));
        Assert.False(response.IsValid("""{"id":1,"name":"a","password":"p"}"""));
        Assert.False(any.IsValid("""{"id":1,"name":"a"}"""));
        Assert.Equal(("/id", "readOnly"), request.Violations("""{"id":1,"name":"a","password":"p"}""") is [var only] ? (only.InstancePath, only.Keyword) : default);
    }

    [Fact]
    public void ReadOnly_RequiredByASchemaThatExtendsAnother_IsNotRequiredInARequest()
    {
        const string schema = """
            {"allOf":[{"$ref":"#/base"},{"type":"object","required":["id","name"],"properties":{"name":{"type":"string"}}}],"required":["id"],
             "base":{"type":"object","properties":{"id":{"type":"integer","readOnly":true}}}}
            """;
        var request = Validation.Compile(schema, Options(JsonSchemaDialect.OpenApi30, JsonSchemaDirection.Request));
        var response = Validation.Compile(schema, Options(JsonSchemaDialect.OpenApi30, JsonSchemaDirection.Response));

        Assert.True(request.IsValid("""{"name":"a"}"""));
        Assert.False(request.IsValid("""{"name":"a","id":1}"""));
        Assert.False(request.IsValid("{}"));
        Assert.True(response.IsValid("""{"name":"a","id":1}"""));
        Assert.False(response.IsValid("""{"name":"a"}"""));
    }

    [Fact]
    public void Discriminator_Hint_ChoosesTheViolationsShownAndNeverTheVerdict()
    {
        var validator = Validation.Compile(
            """
            {
              "oneOf": [ { "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" } ],
              "discriminator": { "propertyName": "kind", "mapping": { "feline": "#/components/schemas/Cat" } },
              "components": { "schemas": {
                "Cat": { "type": "object", "required": ["lives"], "properties": { "lives": { "type": "integer" } } },
                "Dog": { "type": "object", "required": ["bark"], "properties": { "bark": { "type": "string" } } } } }
            }
            """,
            Options(JsonSchemaDialect.OpenApi30));

        Assert.True(validator.IsValid("""{"kind":"feline","lives":9}"""));
        Assert.True(validator.IsValid("""{"kind":"unknown","bark":"wow"}"""));
        Assert.False(validator.IsValid("""{"kind":"Dog","lives":9,"bark":"wow"}"""));
        Assert.Equal("/lives", Assert.Single(validator.Violations("""{"kind":"feline","lives":"nine"}""")).InstancePath);
        Assert.Equal("/bark", Assert.Single(validator.Violations("""{"kind":"Dog","bark":1}""")).InstancePath);
        Assert.Equal("oneOf", Assert.Single(validator.Violations("""{"lives":"nine"}""")).Keyword);
    }

    [Fact]
    public void OpenApi31_Schemas_AreDraft202012()
    {
        var validator = Validation.Compile("""{"type":["string","null"],"exclusiveMinimum":3,"nullable":true,"$ref":"#/$defs/a","$defs":{"a":{"maxLength":2}}}""", Options(JsonSchemaDialect.OpenApi31));

        Assert.True(validator.IsValid("null"));
        Assert.True(validator.IsValid("\"ab\""));
        Assert.False(validator.IsValid("\"abc\""));
    }
}
