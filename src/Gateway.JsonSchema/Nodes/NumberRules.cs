using Gateway.JsonSchema.Numbers;

namespace Gateway.JsonSchema.Nodes;

/// <summary>Keywords that assert something of numbers.</summary>
internal sealed class NumberRules
{
    public ExactNumber? Minimum { get; set; }

    public ExactNumber? ExclusiveMinimum { get; set; }

    public ExactNumber? Maximum { get; set; }

    public ExactNumber? ExclusiveMaximum { get; set; }

    public Divisor? MultipleOf { get; set; }

    /// <summary>Format of numbers, an OpenAPI notion: int32, int64.</summary>
    public (ExactNumber Least, ExactNumber Most)? Range { get; set; }

    /// <summary>The first keyword that the number does not keep, or null.</summary>
    public string? FirstBroken(in NumberToken number, ReadOnlySpan<byte> text)
    {
        if (Minimum is not null && Minimum.CompareTo(number, text) < 0) return "minimum";
        if (Maximum is not null && Maximum.CompareTo(number, text) > 0) return "maximum";
        if (ExclusiveMinimum is not null && ExclusiveMinimum.CompareTo(number, text) <= 0) return "exclusiveMinimum";
        if (ExclusiveMaximum is not null && ExclusiveMaximum.CompareTo(number, text) >= 0) return "exclusiveMaximum";
        if (MultipleOf is not null && !MultipleOf.Divides(number, text)) return "multipleOf";
        return Range is var (least, most) && (least.CompareTo(number, text) < 0 || most.CompareTo(number, text) > 0) ? "format" : null;
    }
}
