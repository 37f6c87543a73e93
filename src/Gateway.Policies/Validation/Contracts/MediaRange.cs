using Gateway.Policies.RequestLimits;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>A media type of a contract, "type/*" or "*/*". Parameters do not count.</summary>
internal sealed record MediaRange(string Type, string Subtype)
{
    /// <summary>More specific ranges are looked at first.</summary>
    public int Specificity => Type == "*" ? 0 : Subtype == "*" ? 1 : 2;

    /// <summary>Null for what is no range: "*/json" is none (RFC 9110 section 12.5.1), and would cover everything.</summary>
    public static MediaRange? Parse(string text) =>
        MediaType.TryParse(text, out var type) && (type.Type is not "*" || type.Subtype is "*") ? new(type.Type.ToString().ToLowerInvariant(), type.Subtype.ToString().ToLowerInvariant()) : null;

    public bool Covers(in MediaType type) =>
        Specificity == 0 || (type.Type.Equals(Type, StringComparison.OrdinalIgnoreCase)
            && (Subtype == "*" || type.Subtype.Equals(Subtype, StringComparison.OrdinalIgnoreCase)));

    public override string ToString() => $"{Type}/{Subtype}";
}
