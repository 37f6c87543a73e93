using System.Collections.Concurrent;
using System.Reflection;

namespace Gateway.Policies.Configuration.Binding;

internal enum ValueKind
{
    Raw,
    Text,
    Boolean,
    Whole,
    Fraction,
    Duration,
    Formatted,
    Enum,
    Flags,
    List,
    Map,
    Object,
}

/// <summary>How a .NET type looks in JSON; binder and schema generator both follow it.</summary>
/// <param name="Type">The type without Nullable.</param>
/// <param name="Kind">Which binding is used.</param>
/// <param name="Element">What a list or map holds.</param>
/// <param name="Format">The notation of a <see cref="ValueKind.Formatted"/> type.</param>
internal sealed record ValueShape(Type Type, ValueKind Kind, ValueShape? Element = null, ScalarFormat? Format = null)
{
    private static readonly ConcurrentDictionary<Type, ValueShape> Cache = [];

    private static readonly Type[] Maps = [typeof(Dictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>)];

    private static readonly Type[] Lists =
        [typeof(List<>), typeof(IReadOnlyList<>), typeof(IList<>), typeof(IReadOnlyCollection<>), typeof(ICollection<>), typeof(IEnumerable<>)];

    public static ValueShape For(Type type) => Cache.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, Create);

    /// <summary>The names of an enum; obsolete ones (SSL 3, TLS 1.0) cannot be configured.</summary>
    public IReadOnlyList<string> EnumNames => field ??=
        [.. Enum.GetNames(Type).Where(n => Type.GetField(n)!.GetCustomAttribute<ObsoleteAttribute>() is null)];

    private static ValueShape Create(Type type)
    {
        if (typeof(ConfigNode).IsAssignableFrom(type)) return new(type, ValueKind.Raw);
        if (type == typeof(string)) return new(type, ValueKind.Text);
        if (type == typeof(bool)) return new(type, ValueKind.Boolean);
        if (type == typeof(int) || type == typeof(long)) return new(type, ValueKind.Whole);
        if (type == typeof(double)) return new(type, ValueKind.Fraction);
        if (type == typeof(TimeSpan)) return new(type, ValueKind.Duration);
        if (type.IsEnum) return new(type, type.IsDefined(typeof(FlagsAttribute)) ? ValueKind.Flags : ValueKind.Enum);
        if (ScalarFormat.Of(type) is { } format) return new(type, ValueKind.Formatted, Format: format);
        if (type.IsArray) return new(type, ValueKind.List, For(type.GetElementType()!));
        if (type.IsGenericType)
        {
            var definition = type.GetGenericTypeDefinition();
            var arguments = type.GetGenericArguments();
            if (Maps.Contains(definition) && arguments[0] == typeof(string)) return new(type, ValueKind.Map, For(arguments[1]));
            if (Lists.Contains(definition)) return new(type, ValueKind.List, For(arguments[0]));
        }

        // A programming error, found by the first test that binds the options.
        if (!type.IsClass || type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null)
            throw new NotSupportedException($"{type} cannot be bound from a configuration: it has no parameterless constructor and no known notation.");
        return new(type, ValueKind.Object);
    }
}
