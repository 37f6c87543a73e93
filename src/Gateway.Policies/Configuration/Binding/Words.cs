using System.Globalization;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>What a message says is allowed.</summary>
internal static class Words
{
    public static string Allowed(ValueShape shape, MemberRules rules) => shape.Kind switch
    {
        ValueKind.Raw => shape.Type == typeof(ConfigArray) ? "an array" : "an object",
        ValueKind.Object or ValueKind.Map => "an object",
        ValueKind.List => "an array",
        ValueKind.Flags => $"an array of {NearestName.Allowed(null, shape.EnumNames)}",
        ValueKind.Enum => NearestName.Allowed(null, shape.EnumNames),
        ValueKind.Boolean => "true or false",
        ValueKind.Duration => rules.Durations is { } d ? $"{Duration.Format(d.Minimum)} to {Duration.Format(d.Maximum)}" : Duration.Allowed,
        ValueKind.Whole or ValueKind.Fraction => Number(shape, rules),
        ValueKind.Formatted => FormatWords(shape.Format!),
        _ when rules.Values is { } values => NearestName.Allowed(null, values),
        _ => rules.Pattern?.Description ?? "a string",
    };

    /// <summary>The limits of a number: the property's, or else the type's.</summary>
    public static (long Minimum, long Maximum) Limits(ValueShape shape, MemberRules rules) => rules.Range is { } range
        ? (range.Minimum, range.Maximum)
        : (rules.IsByteSize ? 0 : shape.Type == typeof(int) ? int.MinValue : long.MinValue, shape.Type == typeof(int) ? int.MaxValue : long.MaxValue);

    public static string Count(AllowedCountAttribute count) => count.Minimum == count.Maximum
        ? $"{count.Minimum} elements"
        : string.Create(CultureInfo.InvariantCulture, $"{count.Minimum} to {count.Maximum} elements");

    private static string Number(ValueShape shape, MemberRules rules)
    {
        var (minimum, maximum) = Limits(shape, rules);
        var range = rules.Range is not null || shape.Type == typeof(int) ? $"{minimum} to {maximum}" : "";
        if (rules.IsByteSize) return range.Length > 0 ? $"{range} bytes, also as \"64KiB\" or \"1MiB\"" : ByteSize.Allowed;
        if (shape.Kind is ValueKind.Fraction) return rules.Range is null ? "a number" : range;
        return rules.Range is not null ? range : range.Length > 0 ? $"a whole number, {range}" : "a whole number";
    }

    private static string FormatWords(ScalarFormat format)
    {
        _ = format.Parse("", out var allowed);
        return string.IsNullOrEmpty(allowed) ? "a string" : allowed;
    }
}
