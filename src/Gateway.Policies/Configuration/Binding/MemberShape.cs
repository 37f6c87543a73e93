using System.Reflection;
using System.Text.Json.Serialization;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>A property that the configuration sets.</summary>
internal sealed class MemberShape
{
    private static readonly NullabilityInfoContext Nullability = new();

    public MemberShape(PropertyInfo property, PropertyInfo? mixin)
    {
        Property = property;
        Name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name;
        Mixin = mixin;
        Value = ValueShape.For(property.PropertyType);
        Rules = MemberRules.Of(property);
        IsRequired = property.IsDefined(typeof(Configuration.RequiredMemberAttribute))
            || property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));
        // The context is not safe for threads; shapes are made a few times in the life of a process.
        lock (Nullability) IsNullable = Nullability.Create(property).WriteState is NullabilityState.Nullable;
    }

    /// <summary>The name in JSON: the property's, unless an attribute gives another where the property's would clash with a member of every object.</summary>
    public string Name { get; }

    public PropertyInfo Property { get; }

    /// <summary>The property of the enclosing object that holds the object with this one; null when it is the enclosing object's own.</summary>
    public PropertyInfo? Mixin { get; }

    public ValueShape Value { get; }

    public MemberRules Rules { get; }

    public bool IsRequired { get; }

    public bool IsNullable { get; }

    public object? Get(object instance) => Property.GetValue(Target(instance));

    public void Set(object instance, object? value) => Property.SetValue(Target(instance), value);

    private object Target(object instance)
    {
        if (Mixin is null) return instance;
        var target = Mixin.GetValue(instance);
        if (target is not null) return target;
        target = Activator.CreateInstance(Mixin.PropertyType)!;
        Mixin.SetValue(instance, target);
        return target;
    }
}
