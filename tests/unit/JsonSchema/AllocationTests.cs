using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

public class AllocationTests
{
    [Fact]
    public void IsValid_ValidOrder_AllocatesNothing()
    {
        var order = File.ReadAllBytes(OrderDocument.InstancePath);
        Assert.Empty(OrderDocument.Validator.Validate(order).Violations);

        Allocations.AssertNone(() => Assert.True(OrderDocument.Validator.IsValid(order)));
        Allocations.AssertNone(() => Assert.True(OrderDocument.Validator.Validate(order).IsValid));
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"string"},{"properties":{"a":{"uniqueItems":true}},"unevaluatedProperties":false}]}""", """{"a":[{"b":"\u0041"},{"b":"\u0042"}]}""")]
    [InlineData("""{"patternProperties":{"^x":{"oneOf":[{"type":"integer"},{"type":"string","format":"idn-email"}]}},"propertyNames":{"maxLength":9}}""", """{"x1":"ä@example.com","\u0078":5}""")]
    [InlineData("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""", """{"type":"object","properties":{"a":{"type":["string","null"],"minLength":3}},"required":["a"]}""")]
    [InlineData("""{"enum":[{"a":[1,2]}]}""", """{"a":[1.0,2]}""")]
    [InlineData("""{"multipleOf":0.01,"maximum":1e30}""", "123456789012345678901234567890.12")]
    public void IsValid_SchemasThatLookTwice_AllocatesNothing(string schema, string instance)
    {
        var validator = Validation.Compile(schema, new JsonSchemaOptions { AssertFormats = true });
        var bytes = Encoding.UTF8.GetBytes(instance);

        Allocations.AssertNone(() => Assert.True(validator.IsValid(bytes)));
    }

    [Fact]
    public void IsValid_ObjectOfManyNames_AllocatesNothing()
    {
        var validator = Validation.Compile("{}");
        var bytes = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"n{i}\":{i}")) + "}");

        Allocations.AssertNone(() => Assert.True(validator.IsValid(bytes)));
    }
}
