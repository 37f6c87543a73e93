using Gateway.JsonSchema;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Contracts;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>What parts may be: how many, how large, and of what.</summary>
internal sealed record PartLimits(int MaxParts, long MaxPartBytes, long MaxFileBytes, bool AllowsOthers, JsonLimits Json);

/// <summary>Judges the parts of one multipart body.</summary>
internal sealed class PartCheck(ContractParts contract, PartLimits limits)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private ContractPart? _part;
    private PartHead? _head;
    private int _count;
    private long _passed;

    /// <summary>The part has to be complete before it is judged.</summary>
    public bool HoldsContent => _part is { IsFile: false };

    public BodyFault? Begin(PartHead head)
    {
        (_head, _passed) = (head, 0);
        _part = contract.ByName.GetValueOrDefault(head.Name);
        if (++_count > limits.MaxParts) return BodyFault.TooLarge("part-count", $"at most {limits.MaxParts} parts");
        if (_part is null) return contract.AllowsOthers || limits.AllowsOthers ? null : BodyFault.Invalid("unknown", "the parts that the contract declares");
        if (!_seen.Add(head.Name) && !_part.Repeats) return new BodyFault(400, "part-repeated", [new("body", _part.Name, "", "repeated", "the part once")]);
        // Servers take a part with a file name for a file, whatever it is declared to be.
        if (head.HasFileName && !_part.IsFile) return BodyFault.Invalid("type", "a value, not a file", _part.Name);
        return CheckType(_part, head.ContentType);
    }

    /// <summary>Content of a file goes on.</summary>
    public BodyFault? Pass(ReadOnlySpan<byte> content)
    {
        if (_passed == 0 && CheckHead(content) is { } fault) return fault;
        _passed += content.Length;
        var most = Math.Min(limits.MaxFileBytes, _part?.MaxBytes ?? long.MaxValue);
        return _passed > most ? BodyFault.TooLarge("part-too-large", $"files of at most {most} bytes", _part?.Name) : null;
    }

    /// <summary>So much of a value is here, and it is not complete.</summary>
    public BodyFault? Hold(long length) =>
        length > limits.MaxPartBytes ? BodyFault.TooLarge("part-too-large", $"values of at most {limits.MaxPartBytes} bytes", _part?.Name) : null;

    /// <summary>The part is complete.</summary>
    /// <param name="content">Its content as far as it has not passed.</param>
    public BodyFault? End(ReadOnlySpan<byte> content)
    {
        if (HoldsContent) return Hold(content.Length) ?? CheckValue(_part!, content);
        if ((content.IsEmpty ? null : Pass(content)) is { } fault) return fault;
        return _passed < (_part?.MinBytes ?? 0) ? BodyFault.Invalid("size", $"files of at least {_part!.MinBytes} bytes", _part.Name) : null;
    }

    /// <summary>The body is complete.</summary>
    public BodyFault? Finish()
    {
        foreach (var part in contract.ByName.Values)
            if (part.IsRequired && !_seen.Contains(part.Name)) return BodyFault.Invalid("missing", "the part, which is required", part.Name);
        return null;
    }

    private BodyFault? CheckHead(ReadOnlySpan<byte> content) =>
        _head?.ContentType is { } text && MediaType.TryParse(text, out var type) && !MagicNumbers.Fits(type, content)
            ? BodyFault.Invalid("type", "content of the type that the part claims", _part?.Name)
            : null;

    private static BodyFault? CheckType(ContractPart part, string? text)
    {
        // RFC 7578 section 4.4: nothing said is text/plain, and many clients say nothing of JSON.
        if (text is null) return part.Types is null || !part.IsFile ? null : BodyFault.MediaType(string.Join(", ", part.Types), part.Name);
        if (!MediaType.TryParse(text, out var type)) return BodyFault.MediaType("a media type", part.Name);
        // A value is judged as UTF-8; a backend that believes in another charset would read another value.
        if (!part.IsFile && type.HasForeignCharset) return BodyFault.MediaType("a charset of UTF-8 or none", part.Name);
        if (part.Types is { } types)
        {
            foreach (var range in types)
                if (range.Covers(type)) return null;
            return BodyFault.MediaType(string.Join(", ", types), part.Name);
        }

        if (part.IsFile || (part.IsJson ? type.IsJson : type.Type.Equals("text", StringComparison.OrdinalIgnoreCase))) return null;
        return BodyFault.MediaType(part.IsJson ? "application/json" : "text/plain in UTF-8", part.Name);
    }

    private BodyFault? CheckValue(ContractPart part, ReadOnlySpan<byte> content)
    {
        if (part.Schema is not { } schema) return null;
        if (part.IsJson || (_head!.ContentType is { } text && MediaType.TryParse(text, out var type) && type.IsJson))
        {
            var verdict = JsonStructureScanner.Scan(content, limits.Json);
            return verdict is JsonVerdict.Valid ? Judge(schema, content, part) : BodyFault.Malformed("part-malformed", $"JSON within the limits ({verdict})", part.Name);
        }

        return TextCheck.Judge(schema, part.Shape, content) is not { } violations ? null
            : BodyFault.Invalid([.. violations.Select(v => v with { Name = part.Name })]);
    }

    private static BodyFault? Judge(JsonSchemaValidator schema, ReadOnlySpan<byte> json, ContractPart part) =>
        schema.IsValid(json) ? null : BodyFault.Invalid(SchemaViolations.Of(schema, json, part.Name));
}
