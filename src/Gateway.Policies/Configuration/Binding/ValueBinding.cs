namespace Gateway.Policies.Configuration.Binding;

/// <summary>Sends a node to the binding of its kind.</summary>
internal static class ValueBinding
{
    /// <summary>False after an error was reported: the value stays what it was.</summary>
    public static bool TryBind(ValueShape shape, ConfigNode node, MemberRules rules, BindingContext context, out object? value)
    {
        value = null;
        if (node is ConfigScalar { IsUnresolved: true }) return false;
        if (rules.IsSecret) context.Secrets.Add(node);
        switch (shape.Kind)
        {
            case ValueKind.Raw:
                value = node;
                return shape.Type.IsInstanceOfType(node) || WrongType(shape, node, rules, context);
            case ValueKind.Object:
                return node is ConfigObject o ? ObjectBinding.Bind(shape, o, context, out value) : WrongType(shape, node, rules, context);
            case ValueKind.Map:
                return node is ConfigObject map ? MapBinding.Bind(shape, map.Members, map, rules, context, out value) : WrongType(shape, node, rules, context);
            case ValueKind.List:
                return node is ConfigArray list ? ListBinding.Bind(shape, list, rules, context, out value) : WrongType(shape, node, rules, context);
            case ValueKind.Flags when node is ConfigArray flags:
                return FlagsBinding.Bind(shape, flags, rules, context, out value);
            default:
                return node is ConfigScalar scalar
                    ? ScalarBinding.Bind(shape, scalar, rules, context, out value)
                    : WrongType(shape, node, rules, context);
        }
    }

    /// <summary>Reports a node of the wrong JSON type.</summary>
    public static bool WrongType(ValueShape shape, ConfigNode node, MemberRules rules, BindingContext context)
    {
        context.Error(ConfigErrorCode.WrongType, node, rules, Words.Allowed(shape, rules));
        return false;
    }
}
