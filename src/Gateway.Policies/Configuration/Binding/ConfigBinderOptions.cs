namespace Gateway.Policies.Configuration.Binding;

/// <summary>What the binder is told about types that are not ours, above all YARP's records.</summary>
internal sealed class ConfigBinderOptions
{
    private readonly Dictionary<(Type Type, string Member), string> _refused = [];
    private readonly HashSet<(Type Type, string Member)> _hidden = [];
    private readonly HashSet<(Type Type, string Member)> _required = [];

    /// <summary>A member that exists but may not be set: GW2006 says what to use instead. It is not in the schema.</summary>
    public ConfigBinderOptions Refuse(Type type, string member, string instead)
    {
        _refused.Add((type, Known(type, member)), instead);
        return this;
    }

    /// <summary>A property that is no member of the configuration at all: the name is unknown there.</summary>
    public ConfigBinderOptions Hide(Type type, string member)
    {
        _hidden.Add((type, Known(type, member)));
        return this;
    }

    /// <summary>A member that has to be present although its type does not say so.</summary>
    public ConfigBinderOptions Require(Type type, string member)
    {
        _required.Add((type, Known(type, member)));
        return this;
    }

    public string? Refusal(MemberShape member) => _refused.GetValueOrDefault(Key(member));

    public bool IsHidden(MemberShape member) => _hidden.Contains(Key(member));

    public bool IsRequired(MemberShape member) => member.IsRequired || _required.Contains(Key(member));

    /// <summary>The members that a user may set.</summary>
    public IEnumerable<MemberShape> Offered(ObjectShape shape) => shape.Members.Where(m => !IsHidden(m) && Refusal(m) is null);

    private static (Type Type, string Member) Key(MemberShape member) => (member.Property.DeclaringType!, member.Name);

    // A misspelt rule would silently refuse nothing.
    private static string Known(Type type, string member) =>
        type.GetProperty(member)?.DeclaringType == type ? member : throw new ArgumentException($"{type} declares no property {member}.", nameof(member));
}
