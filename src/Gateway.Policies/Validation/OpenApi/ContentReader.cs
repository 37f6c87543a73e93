using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Bodies;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Documents;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.OpenApi;

/// <summary>Reads the media types of a body.</summary>
internal sealed class ContentReader(OpenApiContext context)
{
    private static readonly string[] Members = ["schema", "itemSchema", "example", "examples", "encoding"];
    private readonly PartsReader _parts = new(context);
    private readonly FieldsReader _fields = new(context);

    public ContractContents Read(SourcePlace owner, JsonSchemaDirection direction)
    {
        if (owner.Find("content") is null && direction is JsonSchemaDirection.Request)
            context.Findings.Error(owner, "a body without \"content\"", "\"content\" with the media types of the body");
        if (context.Object(owner, "content") is not { } content) return new ContractContents([]);
        var contents = new List<ContractContent>();
        foreach (var (name, place) in content.Members())
        {
            if (MediaRange.Parse(name) is not { } range)
                context.Findings.Error(place, $"\"{name}\"", "a media type, \"type/*\" or \"*/*\"");
            else if (contents.Exists(c => c.Range == range))
                context.Findings.Error(place, $"\"{name}\", of which there is one already", "each media type once; parameters do not tell them apart");
            else if (context.Follow(place) is { } media)
                contents.Add(Read(range, media, direction));
        }

        return new ContractContents(contents);
    }

    private ContractContent Read(MediaRange range, SourcePlace place, JsonSchemaDirection direction)
    {
        context.WarnUnknown(place, Members);
        var schema = place.Find("schema") ?? place.Find("itemSchema");
        var shape = schema is { } found ? context.Shapes.Of(found) : SchemaShape.Unknown;
        if (range.Specificity < 2 || !MediaType.TryParse(range.ToString(), out var type)) return Content(range, null, schema, shape, direction);
        var kind = BodyKinds.Of(type, shape);
        if (kind is BodyKind.Multipart && direction is JsonSchemaDirection.Response) kind = BodyKind.Unchecked;
        switch (kind)
        {
            case BodyKind.Records:
                return Content(range, kind, Record(place, schema), shape, direction);
            case BodyKind.Binary:
                var (min, max) = schema is { } bytes ? Lengths(context, bytes) : (0, long.MaxValue);
                return new ContractContent { Range = range, Kind = kind, Schema = null, Shape = shape, MinBytes = min, MaxBytes = max };
            case BodyKind.Multipart:
                return new ContractContent { Range = range, Kind = kind, Schema = null, Shape = shape, Parts = _parts.Read(place, schema) };
            case BodyKind.Form:
                var form = Content(range, kind, schema, shape, direction);
                return new ContractContent { Range = range, Kind = kind, Schema = form.Schema, Shape = shape, Fields = _fields.Read(place, shape) };
            case BodyKind.Unchecked:
                if (direction is JsonSchemaDirection.Request) context.Findings.Warn(place, $"a body of {range}, into which the gateway cannot look", "other media types; this one is refused unless UncheckedMediaTypes is \"Allow\"");
                return new ContractContent { Range = range, Kind = kind, Schema = null, Shape = shape };
            default:
                return Content(range, kind, schema, shape, direction);
        }
    }

    private ContractContent Content(MediaRange range, BodyKind? kind, SourcePlace? schema, SchemaShape shape, JsonSchemaDirection direction) =>
        new() { Range = range, Kind = kind, Schema = schema is { } place ? context.Compile(place, direction) : null, Shape = shape };

    // OpenAPI 3.2 has "itemSchema" for it; before, people wrote the list of the records, or the record.
    private SourcePlace? Record(SourcePlace place, SourcePlace? schema)
    {
        if (place.Find("itemSchema") is { } item) return item;
        if (schema is not { } found || context.Follow(found) is not { } target || target.Node.String("type") != "array") return schema;
        return target.Find("items");
    }

    /// <summary>The bounds of a text that is bytes: minLength and maxLength.</summary>
    public static (long Min, long Max) Lengths(OpenApiContext context, SourcePlace schema)
    {
        if (!schema.Node.IsObject || context.Follow(schema) is not { } place) return (0, long.MaxValue);
        return (Length(place, "minLength") ?? 0, Length(place, "maxLength") ?? long.MaxValue);
    }

    private static long? Length(SourcePlace place, string keyword) =>
        long.TryParse(place.Node.Find(keyword)?.Text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length) ? length : null;
}
