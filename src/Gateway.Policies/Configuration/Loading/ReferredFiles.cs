namespace Gateway.Policies.Configuration;

/// <summary>The files that policies refer to, such as contracts and rules: part of the configuration, for who watches it.</summary>
internal static class ReferredFiles
{
    public static IEnumerable<string> Of(IEnumerable<RoutePolicies> routes) => routes
        .SelectMany(static r => r.Options.Values)
        .SelectMany(static o => o.ReferredFiles)
        .Distinct(StringComparer.Ordinal);
}
