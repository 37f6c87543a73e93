using System.Text.Json;

namespace Gateway.Sbom;

/// <summary>The packages of a lock file that end up in what is deployed: all but those that only help the build.</summary>
internal static class ShippedPackages
{
    /// <exception cref="InvalidDataException">A package is not restored, or does not say its licence.</exception>
    public static IReadOnlyList<Package> Read(string lockPath, string packagesFolder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(lockPath));
        var locked = new SortedDictionary<string, (string Version, bool IsDirect, string[] Dependencies)>(StringComparer.OrdinalIgnoreCase);
        var ours = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var framework in document.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (var entry in framework.Value.EnumerateObject())
            {
                var type = entry.Value.GetProperty("type").GetString();
                // A library of ours: what it asks for is what the product asks for.
                if (type == "Project") ours.UnionWith(Dependencies(entry.Value));
                else locked[entry.Name] = (entry.Value.GetProperty("resolved").GetString()!, type == "Direct", Dependencies(entry.Value));
            }
        }

        var packages = locked.Select(p => Package.Read(packagesFolder, p.Key, p.Value.Version, p.Value.IsDirect || ours.Contains(p.Key), p.Value.Dependencies)).ToList();
        var shipped = packages.Where(static p => !p.IsDevelopmentDependency).ToList();
        var ids = shipped.Select(static p => p.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // What the lock names and does not hold is part of the framework.
        return [.. shipped.Select(p => p with { Dependencies = [.. p.Dependencies.Where(ids.Contains)] })];
    }

    private static string[] Dependencies(JsonElement entry) =>
        entry.TryGetProperty("dependencies", out var dependencies) ? [.. dependencies.EnumerateObject().Select(static d => d.Name)] : [];
}
