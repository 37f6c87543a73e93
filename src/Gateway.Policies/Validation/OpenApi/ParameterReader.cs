using Gateway.JsonSchema;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Parameters;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads a parameter object.</summary>
internal sealed class ParameterReader(OpenApiContext context)
{
    private static readonly string[] Members =
        ["name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved", "schema", "example", "examples", "content"];

    private static readonly string[] Places = ["path", "query", "header", "cookie"];

    private readonly Dictionary<SourceNode, ContractParameter?> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Null after a finding. Each once, however many operations have it.</summary>
    public ContractParameter? Read(SourcePlace place)
    {
        if (!_known.TryGetValue(place.Node, out var parameter)) _known[place.Node] = parameter = New(place);
        return parameter;
    }

    private ContractParameter? New(SourcePlace place)
    {
        context.WarnUnknown(place, Members);
        if (context.Text(place, "name") is not { Length: > 0 } name)
        {
            context.Findings.Error(place, "a parameter without a name", "\"name\"");
            return null;
        }

        var where = Array.IndexOf(Places, context.Text(place, "in"));
        if (where < 0)
        {
            context.Findings.Error(place.Find("in") ?? place, place.Find("in")?.Node.Describe() ?? "a parameter without a place", NearestName.Allowed(place.Node.String("in"), Places));
            return null;
        }

        var location = (ParameterLocation)where;
        var isRequired = context.Boolean(place, "required", otherwise: false);
        if (location is ParameterLocation.Path && !isRequired)
            context.Findings.Error(place, $"the path parameter \"{name}\" without \"required\": true", "\"required\": true: a path without it is another path");
        var (schema, isJson) = Schema(place);
        if (schema is not { } found) return null;
        var shape = context.Shapes.Of(found);
        var style = isJson ? ParameterStyle.Json : Style(place, location);
        var parameter = new ContractParameter
        {
            Name = name,
            Location = location,
            Style = style,
            Explode = context.Boolean(place, "explode", otherwise: style is ParameterStyle.Form or ParameterStyle.DeepObject),
            IsRequired = isRequired,
            AllowsEmpty = location is ParameterLocation.Query && context.Boolean(place, "allowEmptyValue", otherwise: false),
            Shape = shape,
            Schema = context.Compile(found, JsonSchemaDirection.Request),
        };
        StyleRules.Check(place, parameter, context.Findings);
        return parameter;
    }

    private (SourcePlace? Schema, bool IsJson) Schema(SourcePlace place)
    {
        var schema = place.Find("schema");
        if (context.Object(place, "content") is not { } content)
        {
            if (schema is null) context.Findings.Error(place, "neither \"schema\" nor \"content\"", "one of the two");
            return (schema, false);
        }

        if (schema is not null) context.Findings.Error(place, "\"schema\" and \"content\"", "one of the two");
        if (content.Members().ToList() is not [var (type, given)] || context.Follow(given) is not { } media)
        {
            context.Findings.Error(content, $"{content.Node.Members.Count} media types", "exactly one");
            return default;
        }

        if (Contracts.MediaRange.Parse(type) is not ({ Subtype: "json" } or { Subtype: [.., '+', 'j', 's', 'o', 'n'] }))
        {
            context.Findings.Error(media, $"a parameter of \"{type}\"", "application/json; other media types of parameters cannot be checked");
            return default;
        }

        if (media.Find("schema") is null) context.Findings.Error(media, "no schema", "\"schema\"");
        return (media.Find("schema"), true);
    }

    private ParameterStyle Style(SourcePlace place, ParameterLocation location)
    {
        var isForm = location is ParameterLocation.Query or ParameterLocation.Cookie;
        if (context.Text(place, "style") is not { } text) return isForm ? ParameterStyle.Form : ParameterStyle.Simple;
        string[] allowed = location switch
        {
            ParameterLocation.Path => ["simple", "label", "matrix"],
            ParameterLocation.Query => ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            ParameterLocation.Header => ["simple"],
            _ => ["form"],
        };
        if (allowed.Contains(text)) return Enum.Parse<ParameterStyle>(text, ignoreCase: true);
        context.Findings.Error(place.Find("style")!.Value, $"\"{text}\"", NearestName.Allowed(text, allowed));
        return isForm ? ParameterStyle.Form : ParameterStyle.Simple;
    }
}
