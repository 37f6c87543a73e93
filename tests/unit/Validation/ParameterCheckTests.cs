using Gateway.JsonSchema;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.UnitTests.Validation;

/// <summary>Texts of parameters, whatever they are.</summary>
public sealed class ParameterCheckTests
{
    [Theory]
    [InlineData("", "malformed")]
    [InlineData(" ", "malformed")]
    [InlineData("{", "malformed")]
    [InlineData("5", null)]
    public void CheckText_OfAMediaType_IsJsonOrAViolation(string text, string? keyword)
    {
        var parameter = new ContractParameter
        {
            Name = "filter",
            Location = ParameterLocation.Query,
            Style = ParameterStyle.Json,
            Explode = false,
            IsRequired = false,
            Shape = SchemaShape.Unknown,
            Schema = JsonSchemaValidator.Parse("true"u8.ToArray()),
        };
        List<ContractViolation>? violations = null;
        ParameterCheck.CheckText(parameter, text, ValueScratch.Current, ref violations);
        Assert.Equal(keyword, violations?[0].Keyword);
    }
}
