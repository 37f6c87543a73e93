using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>The members of an options type, those of its mixins among them.</summary>
internal sealed class ObjectShape
{
    private static readonly ConcurrentDictionary<Type, ObjectShape> Cache = [];

    private readonly FrozenDictionary<string, MemberShape> _byName;

    private ObjectShape(Type type)
    {
        Type = type;
        var members = new List<MemberShape>();
        foreach (var property in Settable(type))
        {
            if (property.IsDefined(typeof(MixinAttribute)))
                members.AddRange(Settable(property.PropertyType).Select(p => new MemberShape(p, property)));
            else if (property.IsDefined(typeof(NamedEntriesAttribute)))
                NamedEntries = new MemberShape(property, mixin: null);
            else
                members.Add(new MemberShape(property, mixin: null));
        }

        Members = members;
        _byName = members.ToFrozenDictionary(static m => m.Name, StringComparer.Ordinal);
    }

    public Type Type { get; }

    /// <summary>All but the named entries, in the order of declaration.</summary>
    public IReadOnlyList<MemberShape> Members { get; }

    /// <summary>The dictionary that takes the members that the user names.</summary>
    public MemberShape? NamedEntries { get; }

    public static ObjectShape For(Type type) => Cache.GetOrAdd(type, static t => new ObjectShape(t));

    public MemberShape? Find(string name) => _byName.GetValueOrDefault(name);

    public static bool IsEntryName(string name) => name.Length > 0 && char.IsAsciiLetterLower(name[0]);

    // Base types first: what all policies share is listed before what one adds.
    private static IEnumerable<PropertyInfo> Settable(Type type)
    {
        var inherited = type.BaseType is null || type.BaseType == typeof(object) ? [] : Settable(type.BaseType);
        return inherited.Concat(type
            .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(static p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0 && !p.IsDefined(typeof(JsonIgnoreAttribute)))
            .OrderBy(static p => p.MetadataToken));
    }
}
