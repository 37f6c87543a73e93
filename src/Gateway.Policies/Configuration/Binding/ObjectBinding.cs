namespace Gateway.Policies.Configuration.Binding;

/// <summary>Binds the members of an object.</summary>
internal static class ObjectBinding
{
    public static bool Bind(ValueShape type, ConfigObject node, BindingContext context, out object? value)
    {
        var shape = ObjectShape.For(type.Type);
        var instance = Activator.CreateInstance(type.Type)!;
        var entries = new List<ConfigMember>();
        foreach (var member in node.Members)
        {
            var known = shape.Find(member.Name);
            if (known is not null && !context.Options.IsHidden(known))
                BindMember(known, member, instance, context);
            else if (shape.NamedEntries is not null && ObjectShape.IsEntryName(member.Name))
                entries.Add(member);
            else
                ReportUnknown(shape, node, member, context);
        }

        if (shape.NamedEntries is { } named && MapBinding.Bind(named.Value, entries, node, named.Rules, context, out var map))
            named.Set(instance, map);
        if (!context.Partial) ReportMissing(shape, node, context);
        value = instance;
        return true;
    }

    private static void BindMember(MemberShape shape, ConfigMember member, object instance, BindingContext context)
    {
        if (context.Options.Refusal(shape) is { } instead)
        {
            context.Errors.Add(new ConfigError(
                ConfigErrorCode.RefusedMember, member.NameLocation, member.Value.Path, $"\"{member.Name}\", which the gateway does not take", $"instead of it {instead}"));
            return;
        }

        // Null says "as if it were not there": the default of the type stays. In a fragment it removes what was inherited.
        if (member.Value is ConfigScalar { Kind: ConfigScalarKind.Null } && (shape.IsNullable || context.Partial)) return;
        if (ValueBinding.TryBind(shape.Value, member.Value, shape.Rules, context, out var value)) shape.Set(instance, value);
    }

    private static void ReportUnknown(ObjectShape shape, ConfigObject node, ConfigMember member, BindingContext context)
    {
        var names = context.Options.Offered(shape).Select(static m => m.Name).ToArray();
        var name = member.Name.Length > 80 ? member.Name[..80] + "…" : member.Name;
        var entry = shape.NamedEntries is null ? "" : ", or an entry whose name starts with a lower-case letter";
        context.Errors.Add(new ConfigError(
            ConfigErrorCode.UnknownMember, member.NameLocation, PathOf(node, name), $"\"{name}\"", NearestName.Allowed(member.Name, names) + entry));
        // What was meant is not missing besides.
        if (NearestName.Find(member.Name, names) is { } meant && node.Find(meant) is null) context.Errors.Excuse(PathOf(node, meant));
    }

    private static void ReportMissing(ObjectShape shape, ConfigObject node, BindingContext context)
    {
        foreach (var member in context.Options.Offered(shape))
        {
            if (!context.Options.IsRequired(member)) continue;
            // Null for a member that cannot be null was reported where it stands.
            if (node.Find(member.Name)?.Value is { } present && (present is not ConfigScalar { Kind: ConfigScalarKind.Null } || !member.IsNullable)) continue;
            var path = PathOf(node, member.Name);
            if (context.Errors.IsExcused(path)) continue;
            context.Errors.Add(new ConfigError(
                ConfigErrorCode.MissingMember, node.Location, path, "nothing", $"{Words.Allowed(member.Value, member.Rules)} (the member is required)"));
        }
    }

    private static string PathOf(ConfigObject node, string member) => node.Path.Length == 0 ? member : $"{node.Path}:{member}";
}
