using System.Collections;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Policies.Configuration.Schema;

/// <summary>The default of a member in the notation of the configuration, taken from a new instance of its type.</summary>
internal static class DefaultValue
{
    /// <summary>Null when there is no default worth showing: null, an empty list, an object with defaults of its own, a secret.</summary>
    public static JsonNode? Of(MemberShape member, object instance) => member.Rules.IsSecret ? null : Convert(member.Value, member.Get(instance));

    private static JsonNode? Convert(ValueShape shape, object? value) => value switch
    {
        null or "" => null,
        string text => text,
        bool flag => flag,
        int number => number,
        long number => number,
        double number => number,
        TimeSpan duration => Duration.Format(duration),
        Enum name when shape.Kind is ValueKind.Enum => name.ToString(),
        DateOnly or IPNetwork => null,
        IPAddress or Version or Uri => value.ToString(),
        IEnumerable items when shape.Kind is ValueKind.List => List(shape, items),
        _ => null,
    };

    private static JsonArray? List(ValueShape shape, IEnumerable items)
    {
        var array = new JsonArray();
        foreach (var item in items)
        {
            if (Convert(shape.Element!, item) is not { } node) return null;
            array.Add(node);
        }

        return array.Count == 0 ? null : array;
    }
}
