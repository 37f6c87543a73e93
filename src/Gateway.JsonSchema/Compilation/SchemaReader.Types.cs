using System.Text;
using System.Text.Json;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Numbers;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Compilation;

internal sealed partial class SchemaReader
{
    private void ReadType()
    {
        if (schema["type"] is not { } type) return;
        var kinds = ValueKinds.None;
        foreach (var name in type.Kind == JsonValueKind.Array ? type.Children : [type])
        {
            var kind = name.Kind != JsonValueKind.String ? ValueKinds.None : name.Text switch
            {
                "null" => ValueKinds.Null,
                "boolean" => ValueKinds.Boolean,
                "object" => ValueKinds.Object,
                "array" => ValueKinds.Array,
                "string" => ValueKinds.String,
                "number" => ValueKinds.Number | ValueKinds.Integer,
                "integer" => ValueKinds.Integer,
                _ => ValueKinds.None,
            };
            if (kind == ValueKinds.None) Report(name, $"type {name.Text}; allowed: null, boolean, object, array, string, number, integer");
            kinds |= kind;
        }

        // OpenAPI 3.0.3: nullable adds null to the type of the same schema, and does nothing without one.
        if (_dialect.Kind == JsonSchemaDialect.OpenApi30 && schema["nullable"] is { IsTrue: true }) kinds |= ValueKinds.Null;
        node.Kinds = kinds;
    }

    private void ReadConstants()
    {
        var sets = new List<ConstantSet>();
        if (schema["const"] is { } constant) sets.Add(Constants("const", [constant]));
        if (Get("enum", JsonValueKind.Array) is { } list) sets.Add(Constants("enum", list.Children));
        node.Constants = [.. sets];
    }

    private static ConstantSet Constants(string keyword, SchemaElement[] values)
    {
        var strings = values.Where(value => value.Kind == JsonValueKind.String).Select(value => Encoding.UTF8.GetBytes(value.Text)).ToArray();
        var numbers = values.Where(value => value.Kind == JsonValueKind.Number).Select(value => ExactNumber.Parse(value.Raw)).ToArray();
        var composites = values.Where(value => value.Kind is JsonValueKind.Object or JsonValueKind.Array).Select(value => value.Raw.ToArray()).ToArray();
        return new ConstantSet(
            keyword,
            new Utf8Table(strings),
            numbers,
            Array.Exists(values, value => value.Kind == JsonValueKind.Null) ? ValueKinds.Null : ValueKinds.None,
            Array.Exists(values, value => value.Kind == JsonValueKind.True),
            Array.Exists(values, value => value.Kind == JsonValueKind.False),
            composites);
    }

    private void ReadNumbers()
    {
        var rules = new NumberRules
        {
            Minimum = GetNumber("minimum"),
            Maximum = GetNumber("maximum"),
        };
        if (_dialect.Kind == JsonSchemaDialect.OpenApi30)
        {
            // Here the exclusive bounds are flags of the others.
            if (GetFlag("exclusiveMinimum")) (rules.Minimum, rules.ExclusiveMinimum) = (null, rules.Minimum);
            if (GetFlag("exclusiveMaximum")) (rules.Maximum, rules.ExclusiveMaximum) = (null, rules.Maximum);
        }
        else
        {
            rules.ExclusiveMinimum = GetNumber("exclusiveMinimum");
            rules.ExclusiveMaximum = GetNumber("exclusiveMaximum");
        }

        if (GetNumber("multipleOf") is { } divisor)
        {
            if (divisor.Digits.IsZero || divisor.Digits.IsNegative) Report(schema["multipleOf"]!, "multipleOf that is not positive; allowed: numbers above 0");
            else rules.MultipleOf = new Divisor(divisor);
        }

        if (rules.Minimum is not null || rules.Maximum is not null || rules.ExclusiveMinimum is not null || rules.ExclusiveMaximum is not null || rules.MultipleOf is not null)
            node.Numbers = rules;
    }

    private void ReadStrings()
    {
        var rules = new StringRules { MinLength = GetCount("minLength", 0), MaxLength = GetCount("maxLength", long.MaxValue) };
        if (Get("pattern", JsonValueKind.String) is { } pattern) rules.Pattern = compiler.PatternOf(pattern, pattern.Text);
        if (rules.MinLength > 0 || rules.MaxLength < long.MaxValue || rules.Pattern is not null) node.Strings = rules;
    }
}
