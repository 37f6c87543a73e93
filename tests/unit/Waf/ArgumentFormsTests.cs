using System.Text;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;
using Gateway.Policies.Waf.Forms;
using Gateway.UnitTests.Validation;

namespace Gateway.UnitTests.Waf;

public sealed class ArgumentFormsTests
{
    [Theory]
    [InlineData("json.items.0.id", "json.items.17.id", true)]
    [InlineData("json.0", "json.123456", true)]
    [InlineData("json.0.1.2", "json.3.4.5", true)]
    [InlineData("json.items.0.id", "json.items.x.id", false)]
    [InlineData("json.items.0x", "json.items.1x", false)]
    [InlineData("json.items.", "json.items.0", false)]
    [InlineData("a1", "a2", false)]
    [InlineData("id", "ID", false)]
    [InlineData("1", "2", false)]
    public void Names_DifferButForIndexes(string one, string other, bool same) =>
        Assert.Equal(same, ArgumentName.Hash(Encoding.UTF8.GetBytes(one)) == ArgumentName.Hash(Encoding.UTF8.GetBytes(other)));

    [Theory]
    [InlineData("""{ "type": "integer" }""", "Integer:")]
    [InlineData("""{ "type": ["integer", "null"] }""", "Integer:")]
    [InlineData("""{ "type": "number", "maximum": 5 }""", "Number:")]
    [InlineData("""{ "type": "boolean" }""", "Boolean:")]
    [InlineData("""{ "type": "string", "format": "uuid" }""", "Uuid:")]
    [InlineData("""{ "type": "string", "format": "date" }""", "Date:")]
    [InlineData("""{ "type": "string", "format": "date-time" }""", "DateTime:")]
    [InlineData("""{ "type": "string", "format": "ipv4" }""", "Ipv4:")]
    [InlineData("""{ "type": "string", "format": "email", "pattern": "^[a-z]{3}$" }""", "Pattern:[a-z]{3}")]
    [InlineData("""{ "enum": ["b", "a", 1, true, null, "a"] }""", "Values:1|a|b|true")]
    [InlineData("""{ "const": "x" }""", "Values:x")]
    [InlineData("""{ "type": "string" }""", null)]
    [InlineData("""{ "type": ["integer", "string"] }""", null)]
    [InlineData("""{ "type": "string", "pattern": "[a-z]+" }""", null)]
    [InlineData("""{ "type": "string", "pattern": "^[a-z]+\\$" }""", null)]
    [InlineData("""{ "enum": ["é"] }""", null)]
    [InlineData("""{ "enum": [{}] }""", null)]
    [InlineData("""{ "format": "uuid" }""", null)]
    public void Hint_IsReadOffTheSchema(string schema, string? expected)
    {
        var hint = ValueHints.Of(Bench.Json(schema).Root!);
        Assert.Equal(expected, hint is null ? null : $"{hint.Kind}:{hint.Text.Replace('\n', '|')}");
    }

    [Fact]
    public void EveryHint_HasAForm()
    {
        foreach (var kind in Enum.GetValues<ValueHintKind>()) Assert.NotNull(HintForms.Of(new ValueHint(kind, "a")));
        Assert.Null(HintForms.Of(new ValueHint(ValueHintKind.Pattern, "(?=a)b")));
        Assert.True(HintForms.Of(new ValueHint(ValueHintKind.Values, "a\nb|c"))!.Matches("b|c"u8));
    }

    /// <summary>A name is told by the way in which its style writes it.</summary>
    [Fact]
    public void Parameters_AreNamedAsTheEngineNamesThem()
    {
        var integer = new SchemaShape { Types = ValueTypes.Number, Hint = ValueHint.Integer };
        var array = new SchemaShape { Types = ValueTypes.Array, Items = integer };
        var members = new Dictionary<string, SchemaShape> { ["x"] = integer, ["y"] = SchemaShape.Unknown };
        var shape = new SchemaShape { Types = ValueTypes.Object, Properties = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(members) };
        var plan = new QueryPlan([Named("id", integer), Named("list", array), Named("joined", array, explode: false), Named("deep", shape, ParameterStyle.DeepObject), Named("spread", shape), Named("json", integer, ParameterStyle.Json)], []);
        string[] names = ["id", "list", "deep[x]", "x"];
        Assert.Equal(names.Select(static n => ArgumentName.Hash(Encoding.UTF8.GetBytes(n))).Order(), ArgumentHints.Of(plan).Hints.Keys.Order());
    }

    private static ContractParameter Named(string name, SchemaShape shape, ParameterStyle style = ParameterStyle.Form, bool explode = true) =>
        new() { Name = name, Location = ParameterLocation.Query, Style = style, Explode = explode, IsRequired = false, Shape = shape, Schema = null };
}
