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

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => (parameter.IsCatchAll ? "{**" : "{")
            + string.Join(':', parameter.ParameterPolicies.Select(p => p.Content)) + "}",
        _ => "",
    };
}
