using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads how the fields of an application/x-www-form-urlencoded body are written: as parameters of a query are, objects as JSON.</summary>
internal sealed class FieldsReader(OpenApiContext context)
{
    private static readonly string[] Members = ["contentType", "headers", "style", "explode", "allowReserved"];
    private static readonly string[] Styles = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];

    public QueryPlan Read(SourcePlace media, SchemaShape shape)
    {
        var encodings = context.Object(media, "encoding");
        var fields = new List<ContractParameter>();
        foreach (var (name, field) in shape.Properties)
        {
            var encoding = encodings is { } all ? context.Object(all, name) : null;
            if (encoding is { } known) context.WarnUnknown(known, Members);
            var style = Style(encoding, field);
            var parameter = new ContractParameter
            {
                Name = name,
                Location = ParameterLocation.Query,
                Style = style,
                Explode = encoding is { } place ? context.Boolean(place, "explode", otherwise: style is ParameterStyle.Form) : style is ParameterStyle.Form,
                IsRequired = false,
                Shape = field,
                Schema = null,
            };
            StyleRules.Check(encoding ?? media, parameter, context.Findings);
            fields.Add(parameter);
        }

        return new QueryPlan(fields, []);
    }

    private ParameterStyle Style(SourcePlace? encoding, SchemaShape shape)
    {
        if (encoding is { } place && context.Text(place, "style") is { } style)
        {
            if (Styles.Contains(style)) return Enum.Parse<ParameterStyle>(style, ignoreCase: true);
            context.Findings.Error(place.Find("style")!.Value, $"\"{style}\"", NearestName.Allowed(style, Styles));
        }

        var isJson = encoding is { } other && context.Text(other, "contentType") is { } type ? type.Contains("json", StringComparison.OrdinalIgnoreCase) : shape.IsObject && !shape.IsScalar;
        return isJson ? ParameterStyle.Json : ParameterStyle.Form;
    }
}
