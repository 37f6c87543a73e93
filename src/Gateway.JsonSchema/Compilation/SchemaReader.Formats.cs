using System.Text.Json;
using Gateway.JsonSchema.Formats;
using Gateway.JsonSchema.Nodes;
using Gateway.JsonSchema.Numbers;

namespace Gateway.JsonSchema.Compilation;

internal sealed partial class SchemaReader
{
    private static readonly (ExactNumber, ExactNumber) Int32Range = (ExactNumber.Parse("-2147483648"u8), ExactNumber.Parse("2147483647"u8));
    private static readonly (ExactNumber, ExactNumber) Int64Range = (ExactNumber.Parse("-9223372036854775808"u8), ExactNumber.Parse("9223372036854775807"u8));

    /// <summary>Reads <c>format</c>; one that nobody knows asserts nothing.</summary>
    private void ReadFormat()
    {
        if (Get("format", JsonValueKind.String) is not { } format || !(compiler.Options.AssertFormats || _dialect.AssertsFormats)) return;
        if (_dialect.IsOpenApi && format.Text is "int32" or "int64")
        {
            node.Numbers ??= new NumberRules();
            node.Numbers.Range = format.Text == "int32" ? Int32Range : Int64Range;
            return;
        }

        var kind = format.Text == "byte" && !_dialect.IsOpenApi ? FormatKind.None : Format.Find(format.Text, _dialect.Kind == JsonSchemaDialect.Draft7);
        if (kind == FormatKind.None) return;
        node.Strings ??= new StringRules();
        node.Strings.Format = kind;
    }
}
