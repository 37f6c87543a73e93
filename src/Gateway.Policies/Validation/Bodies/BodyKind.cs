using Gateway.Policies.RequestLimits;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>How a body is looked into.</summary>
internal enum BodyKind
{
    /// <summary>A JSON value.</summary>
    Json,

    /// <summary>application/x-www-form-urlencoded.</summary>
    Form,

    /// <summary>multipart/form-data.</summary>
    Multipart,

    /// <summary>A JSON value in each line.</summary>
    Records,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes: their number, and whether they begin as the media type does.</summary>
    Binary,

    /// <summary>What the schema says about it cannot be checked, e.g. XML.</summary>
    Unchecked,
}

internal static class BodyKinds
{
    public static BodyKind Of(in MediaType type, SchemaShape shape)
    {
        if (type.IsJson) return BodyKind.Json;
        // Only JSON is wanted: a form or lines of JSON are not one value that the schema judged.
        if (shape.Types is ValueTypes.None) return BodyKind.Unchecked;
        if (Is(type, "application", "x-www-form-urlencoded")) return BodyKind.Form;
        if (Is(type, "application", "x-ndjson") || Is(type, "application", "ndjson") || Is(type, "application", "jsonl") || Is(type, "application", "x-jsonlines")) return BodyKind.Records;
        if (type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase)) return Is(type, "multipart", "form-data") ? BodyKind.Multipart : BodyKind.Unchecked;
        // An object in anything else (XML above all) is beyond us.
        if (!shape.Has(ValueTypes.Text)) return BodyKind.Unchecked;
        return type.Type.Equals("text", StringComparison.OrdinalIgnoreCase) && !shape.IsBinary ? BodyKind.Text : BodyKind.Binary;
    }

    private static bool Is(in MediaType media, string type, string subtype) =>
        media.Type.Equals(type, StringComparison.OrdinalIgnoreCase) && media.Subtype.Equals(subtype, StringComparison.OrdinalIgnoreCase);
}
