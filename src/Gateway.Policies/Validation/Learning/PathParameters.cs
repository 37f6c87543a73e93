using System.Globalization;
using Gateway.Policies.Validation.Inventory;

namespace Gateway.Policies.Validation.Learning;

/// <summary>Names the values of a path: "/orders/{}" is "/orders/{orderId}".</summary>
internal static class PathParameters
{
    /// <summary>The template, and the names of its parameters in their order.</summary>
    public static (string Template, IReadOnlyList<string> Names) Name(string shape)
    {
        var segments = shape.Split('/');
        var names = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] != PathShape.Value) continue;
            var name = i > 0 && segments[i - 1] is { Length: > 0 } before && before[0] != '{' && before.All(char.IsAsciiLetter) ? Singular(before) + "Id" : "id";
            for (var number = 2; names.Contains(name); number++) name = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') + number.ToString(CultureInfo.InvariantCulture);
            names.Add(name);
            segments[i] = $"{{{name}}}";
        }

        return (string.Join('/', segments), names);
    }

    /// <summary>The texts that stand where the shape has values.</summary>
    public static IReadOnlyList<string> Values(string shape, string path)
    {
        if (!shape.Contains(PathShape.Value, StringComparison.Ordinal)) return [];
        var (shapes, segments) = (shape.Split('/', StringSplitOptions.RemoveEmptyEntries), path.Split('/', StringSplitOptions.RemoveEmptyEntries));
        return [.. shapes.Zip(segments).Where(static s => s.First == PathShape.Value).Select(static s => s.Second)];
    }

    private static string Singular(string noun) =>
        noun.EndsWith("ies", StringComparison.Ordinal) ? noun[..^3] + "y"
        : noun.EndsWith('s') && !noun.EndsWith("ss", StringComparison.Ordinal) ? noun[..^1]
        : noun;
}
