using Gateway.Policies.Authentication;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Validation.Security;

/// <summary>Makes of a document's requirements what a route checks. What cannot be kept is reported, and let nobody in.</summary>
internal static class DocumentAccess
{
    /// <summary>The options of a route whose document decides access; null where it does not.</summary>
    public static ValidationOptions? OptionsOf(IReadOnlyDictionary<string, PolicyOptions> effective) =>
        effective.GetValueOrDefault(ValidationPolicy.PolicyName) is ValidationOptions { SecurityFrom: SecuritySource.OpenApi } options ? options : null;

    /// <summary>The document may open operations: the configuration says so beside the schemes that the others need.</summary>
    public static bool MayOpen(IReadOnlyDictionary<string, PolicyOptions> effective, AuthenticationOptions authentication) =>
        authentication is { Anonymous: not null, Schemes.Count: > 0 } && OptionsOf(effective) is not null;

    /// <summary>By the numbers of the requirements.</summary>
    /// <param name="security">What the document says.</param>
    /// <param name="map">What its schemes are on the route.</param>
    /// <param name="challenges">What a 401 offers for some schemes of the route.</param>
    /// <param name="report">Gets place, pointer, what was found and what is allowed.</param>
    public static OperationAccess[] Compile(
        DocumentSecurity security, SchemeMap map, Func<string[], string[]> challenges, Action<ConfigLocation, string, string, string> report) =>
        [.. security.Requirements.Select(requirement => Compile(requirement, map, challenges, report))];

    private static OperationAccess Compile(
        ContractSecurity security, SchemeMap map, Func<string[], string[]> challenges, Action<ConfigLocation, string, string, string> report)
    {
        var isForEverybody = security.Alternatives.Length == 0 || Array.Exists(security.Alternatives, static a => a.Demands.Length == 0);
        AccessAlternative[] alternatives = [.. security.Alternatives.Where(static a => a.Demands.Length > 0).Select(a => Compile(a, security, map, report)).OfType<AccessAlternative>()];
        if (!isForEverybody && alternatives.Length == 0)
            report(security.Location, security.Pointer, "a requirement that no caller of the route can meet", "at least one alternative that the route's schemes meet");
        return new OperationAccess(alternatives, isForEverybody, challenges([.. alternatives.SelectMany(static a => a.Schemes).Distinct(StringComparer.Ordinal)]));
    }

    private static AccessAlternative? Compile(SecurityAlternative alternative, ContractSecurity security, SchemeMap map, Action<ConfigLocation, string, string, string> report)
    {
        string[]? schemes = null;
        var isGood = true;
        foreach (var scheme in alternative.Demands.Select(static d => d.Scheme))
        {
            if (map.IsUnmet(scheme)) return null;
            var (fitting, found, allowed) = map.Find(scheme);
            if (found is not null) report(scheme.Location, scheme.Pointer, found, allowed!);
            isGood &= found is null;
            schemes = schemes is null ? fitting : [.. schemes.Intersect(fitting, StringComparer.Ordinal)];
        }

        if (!isGood) return null;
        if (schemes is { Length: > 0 })
            return new(schemes, Union(alternative, static d => d.Scopes), Union(alternative, static d => d.Roles));
        report(
            security.Location, security.Pointer, $"{string.Join(" and ", alternative.Demands.Select(static d => d.Scheme.Name))} at once: a request carries one credential",
            "alternatives of one security scheme each, or of several that one scheme of the route meets");
        return null;
    }

    private static string[] Union(SecurityAlternative alternative, Func<SecurityDemand, string[]> names) =>
        [.. alternative.Demands.SelectMany(names).Distinct(StringComparer.Ordinal)];
}
