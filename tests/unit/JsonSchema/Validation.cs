using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

/// <summary>Short ways to validate text, always by both ways of the engine.</summary>
internal static class Validation
{
    public static JsonSchemaValidator Compile(string schema, JsonSchemaOptions? options = null) => JsonSchemaValidator.Parse(Encoding.UTF8.GetBytes(schema), options);

    public static bool IsValid(this JsonSchemaValidator validator, string instance)
    {
        var bytes = Encoding.UTF8.GetBytes(instance);
        var valid = validator.IsValid(bytes);
        Assert.Equal(valid, validator.Validate(bytes).IsValid);
        return valid;
    }

    public static IReadOnlyList<JsonSchemaViolation> Violations(this JsonSchemaValidator validator, string instance)
        => validator.Validate(Encoding.UTF8.GetBytes(instance)).Violations;

    /// <summary>Checks instances written as "+ json" for valid and "- json" for invalid; says how many there were.</summary>
    public static int Check(string schema, string[] cases, JsonSchemaOptions? options = null)
    {
        var validator = Compile(schema, options);
        foreach (var item in cases) Assert.True(validator.IsValid(item[2..]) == (item[0] == '+'), $"{schema}: {item}");
        return cases.Length;
    }
}
