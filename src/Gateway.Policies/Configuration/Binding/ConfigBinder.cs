namespace Gateway.Policies.Configuration.Binding;

/// <summary>
/// Binds nodes to options types and reports every mistake at its place. When the node is an object, an object always comes back,
/// with the bad members left at their defaults, so that validators can look at the good ones: whether the configuration stands is
/// said by the errors alone.
/// </summary>
internal sealed class ConfigBinder(ConfigBinderOptions options)
{
    public ConfigBinderOptions Options { get; } = options;

    /// <summary>Every node that was bound to a [Secret] member, for redaction.</summary>
    public ISet<ConfigNode> Secrets { get; } = new HashSet<ConfigNode>(ReferenceEqualityComparer.Instance);

    /// <inheritdoc cref="Bind(Type, ConfigNode, ConfigErrors, bool)"/>
    public T? Bind<T>(ConfigNode node, ConfigErrors errors, bool partial = false)
        where T : class =>
        (T?)Bind(typeof(T), node, errors, partial);

    /// <summary>Binds a node; <paramref name="partial"/> is for fragments that are merged later.</summary>
    public object? Bind(Type type, ConfigNode node, ConfigErrors errors, bool partial = false)
    {
        var context = new BindingContext(Options, errors, Secrets, partial);
        return ValueBinding.TryBind(ValueShape.For(type), node, MemberRules.None, context, out var value) ? value : null;
    }
}
