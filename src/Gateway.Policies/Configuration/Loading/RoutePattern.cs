using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Policies.Configuration;

/// <summary>Compares route patterns the way routing does: names of parameters, case, and whether one is optional do not count.</summary>
internal static class RoutePattern
{
    public static string Shape(string path)
    {
        try
        {
            var pattern = RoutePatternFactory.Parse(path);
            return string.Join('/', pattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Shape)))).ToLowerInvariant();
        }
        catch (RoutePatternException)
        {
            // YARP's own validation reports the syntax.
            return path.ToLowerInvariant();
        }
    }

    /// <summary>
    /// The pattern that was probably meant by a path with "*" outside of braces, as other gateways write it: routing takes such a star for
    /// the character. Null when there is none.
    /// </summary>
    public static string? WithoutStars(string path)
    {
        var (depth, names, found) = (0, 0, false);
        var meant = new StringBuilder();
        for (var i = 0; i < path.Length; i++)
        {
            depth += path[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (path[i] is not '*' || depth > 0)
            {
                meant.Append(path[i]);
                continue;
            }

            found = true;
            while (i + 1 < path.Length && path[i + 1] == '*') i++;
            if (i + 1 < path.Length) meant.Append(CultureInfo.InvariantCulture, $"{{name{(names++ == 0 ? "" : names)}}}");
            // The rest of a path has a segment of its own.
            else meant.Append(meant.Length > 0 && meant[^1] == '/' ? "{**rest}" : "/{**rest}");
        }

        return found ? meant.ToString() : null;
    }

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => (parameter.IsCatchAll ? "{**" : "{")
            + string.Join(':', parameter.ParameterPolicies.Select(p => p.Content)) + "}",
        _ => "",
    };
}
