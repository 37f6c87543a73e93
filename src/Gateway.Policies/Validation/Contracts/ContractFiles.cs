using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>The files that contracts were read from: part of the configuration, for who watches it.</summary>
internal static class ContractFiles
{
    public static IEnumerable<string> Of(IEnumerable<RoutePolicies> routes) => routes
        .SelectMany(static r => r.Options.Values)
        .OfType<ValidationOptions>()
        .SelectMany(static o => o.Contract?.Files ?? [])
        .Select(static f => f.Path)
        .Distinct(StringComparer.Ordinal);
}
