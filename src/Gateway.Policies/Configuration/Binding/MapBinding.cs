using System.Collections;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>Binds an object whose names the user chooses.</summary>
internal static class MapBinding
{
    public static bool Bind(
        ValueShape shape, IReadOnlyList<ConfigMember> members, ConfigNode node, MemberRules rules, BindingContext context, out object? value)
    {
        var comparer = rules.IgnoreCaseKeys ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), ElementType(shape)), comparer)!;
        var first = new Dictionary<string, ConfigMember>(comparer);
        foreach (var member in members)
        {
            if (!first.TryAdd(member.Name, member))
                ReportTwin(first[member.Name], member, context);
            else if (IsKeyAllowed(member, rules, context) && TryBindValue(shape.Element!, member.Value, rules, context, out var element))
                map[member.Name] = element;
        }

        CheckCount(members.Count, node, rules, context);
        value = map;
        return true;
    }

    private static bool TryBindValue(ValueShape shape, ConfigNode node, MemberRules rules, BindingContext context, out object? value)
    {
        // The pattern and the count are about the keys and the map, not about what it holds.
        value = null;
        if (node is ConfigScalar { Kind: ConfigScalarKind.Null } && context.Partial) return false;
        return ValueBinding.TryBind(shape, node, rules.ForMapValues(), context, out value);
    }

    private static bool IsKeyAllowed(ConfigMember member, MemberRules rules, BindingContext context)
    {
        if (rules.Matches(member.Name)) return true;
        context.Errors.Add(new ConfigError(
            ConfigErrorCode.InvalidValue, member.NameLocation, member.Value.Path, $"the name \"{member.Name}\"", rules.Pattern!.Description));
        return false;
    }

    private static void ReportTwin(ConfigMember first, ConfigMember second, BindingContext context) => context.Errors.Add(new ConfigError(
        ConfigErrorCode.DuplicateMember, second.NameLocation, second.Value.Path,
        $"\"{second.Name}\" beside \"{first.Name}\" at {first.NameLocation}", "names that differ by more than case"));

    private static void CheckCount(int count, ConfigNode node, MemberRules rules, BindingContext context)
    {
        if (rules.Count is not { } allowed || (count >= allowed.Minimum || context.Partial) && count <= allowed.Maximum) return;
        context.Errors.Add(ConfigErrorCode.OutOfRange, node, $"{count} entries", $"{allowed.Minimum} to {allowed.Maximum} entries");
    }

    private static Type ElementType(ValueShape shape) => shape.Type.GetGenericArguments()[1];
}
