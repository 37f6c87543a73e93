namespace Gateway.Policies.Configuration;

/// <summary>The inclusive range of a number, or of each element of a list of numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedRangeAttribute(long minimum, long maximum) : Attribute
{
    public long Minimum { get; } = minimum;

    public long Maximum { get; } = maximum;
}

/// <summary>The inclusive range of a duration, in the notation of the configuration ("250ms", "1s", "24h").</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedDurationAttribute(string minimum, string maximum) : Attribute
{
    public string Minimum { get; } = minimum;

    public string Maximum { get; } = maximum;
}

/// <summary>A number of bytes that may also be written as "64KiB" or "1MiB".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByteSizeAttribute : Attribute;

/// <summary>The least and most elements of a list or dictionary.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedCountAttribute(int minimum, int maximum) : Attribute
{
    public int Minimum { get; } = minimum;

    public int Maximum { get; } = maximum;
}

/// <summary>The pattern that a text, each element of a list, or each key of a dictionary has to match, with the words for the error message.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedPatternAttribute(string pattern, string description) : Attribute
{
    public string Pattern { get; } = pattern;

    public string Description { get; } = description;
}

/// <summary>The texts that a member, or each element of a list, may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedValuesListAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}

/// <summary>The path of a file, relative to the configuration file that it stands in; the bound value is the full path.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute : Attribute;

/// <summary>Never shown: redacted wherever a configuration is printed, and not echoed in errors.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>
/// Marks a dictionary that takes every member of the object whose name starts with a lower-case letter:
/// entries named by the user stand beside settings, which start with an upper-case letter.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamedEntriesAttribute : Attribute;

/// <summary>Marks a property whose own members stand directly in the enclosing object (a route holds YARP's members and ours).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MixinAttribute : Attribute;

/// <summary>Marks a property that must be present. C#'s <c>required</c> says the same; this works where the type needs a parameterless constructor.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredMemberAttribute : Attribute;

/// <summary>Marks a dictionary whose keys are equal when they differ only by case; two such keys are an error. YARP's ids are like that.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IgnoreCaseKeysAttribute : Attribute;
