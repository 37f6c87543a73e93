using System.Reflection;
using System.Text.RegularExpressions;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>What the attributes of a property ask of its value.</summary>
internal sealed class MemberRules
{
    private MemberRules()
    {
    }

    public static MemberRules None { get; } = new();

    public AllowedRangeAttribute? Range { get; private init; }

    public (TimeSpan Minimum, TimeSpan Maximum)? Durations { get; private init; }

    public bool IsByteSize { get; private init; }

    public AllowedCountAttribute? Count { get; private init; }

    public AllowedPatternAttribute? Pattern { get; private init; }

    private Regex? Expression { get; init; }

    public IReadOnlyList<string>? Values { get; private init; }

    public bool IsSecret { get; private init; }

    public bool IsFilePath { get; private init; }

    public bool IgnoreCaseKeys { get; private init; }

    public static MemberRules Of(PropertyInfo property)
    {
        var pattern = property.GetCustomAttribute<AllowedPatternAttribute>();
        var duration = property.GetCustomAttribute<AllowedDurationAttribute>();
        return new MemberRules
        {
            Range = property.GetCustomAttribute<AllowedRangeAttribute>(),
            Durations = duration is null ? null : (Parse(duration.Minimum, property), Parse(duration.Maximum, property)),
            IsByteSize = property.IsDefined(typeof(ByteSizeAttribute)),
            Count = property.GetCustomAttribute<AllowedCountAttribute>(),
            Pattern = pattern,
            Expression = pattern is null
                ? null
                // The patterns are ours and some look ahead, which the non-backtracking engine cannot; the timeout bounds them.
                : new Regex(pattern.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
            Values = property.GetCustomAttribute<AllowedValuesListAttribute>()?.Values,
            IsFilePath = property.IsDefined(typeof(FilePathAttribute)),
            IsSecret = property.IsDefined(typeof(SecretAttribute)),
            // YARP's own ids, metadata and transforms compare like this.
            IgnoreCaseKeys = property.IsDefined(typeof(IgnoreCaseKeysAttribute))
                || property.DeclaringType!.Assembly == typeof(Yarp.ReverseProxy.Configuration.RouteConfig).Assembly,
        };
    }

    /// <summary>Whether the pattern, if there is one, covers the text to its very end: '$' alone also matches before a last line feed.</summary>
    public bool Matches(string text) => Expression is null || (Expression.IsMatch(text) && !text.EndsWith('\n'));

    /// <summary>The rules for what a map holds: the pattern is about its keys and the count about the map itself.</summary>
    public MemberRules ForMapValues() => new()
    {
        Range = Range,
        Durations = Durations,
        IsByteSize = IsByteSize,
        Values = Values,
        IsSecret = IsSecret,
        IgnoreCaseKeys = IgnoreCaseKeys,
    };

    private static TimeSpan Parse(string text, PropertyInfo property) =>
        Duration.TryParse(text, out var value)
            ? value
            : throw new NotSupportedException($"The range of {property.DeclaringType}.{property.Name} has no duration: {text}");
}
