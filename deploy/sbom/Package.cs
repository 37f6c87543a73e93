using System.Xml.Linq;

namespace Gateway.Sbom;

/// <summary>A package with what its own description says about it.</summary>
internal sealed record Package(string Id, string Version)
{
    public required bool IsDirect { get; init; }

    public required IReadOnlyList<string> Dependencies { get; init; }

    public required bool IsDevelopmentDependency { get; init; }

    /// <summary>SHA-512 of the package file, hexadecimal.</summary>
    public required string Sha512 { get; init; }

    public required PackageLicense License { get; init; }

    public required string Authors { get; init; }

    public required string? Copyright { get; init; }

    public required string? ProjectUrl { get; init; }

    public string Purl => $"pkg:nuget/{Id}@{Version}";

    public static Package Read(string packagesFolder, string id, string version, bool isDirect, IReadOnlyList<string> dependencies)
    {
        var lower = id.ToLowerInvariant();
        var folder = Path.Combine(packagesFolder, lower, version.ToLowerInvariant());
        var nuspec = Path.Combine(folder, lower + ".nuspec");
        if (!File.Exists(nuspec)) throw new InvalidDataException($"{id} {version}: found nothing at {nuspec}; allowed: packages that are restored (dotnet restore)");

        // Nuspec files of different ages have different namespaces.
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(static e => e.Name.LocalName == "metadata");
        var hash = File.ReadAllText(Path.Combine(folder, $"{lower}.{version.ToLowerInvariant()}.nupkg.sha512"));
        return new Package(Text("id") ?? id, version)
        {
            IsDirect = isDirect,
            Dependencies = dependencies,
            IsDevelopmentDependency = Text("developmentDependency") == "true",
            Sha512 = Convert.ToHexStringLower(Convert.FromBase64String(hash)),
            License = PackageLicense.Of(metadata, folder) ?? throw new InvalidDataException($"{id} {version}: found no licence in {nuspec}"),
            Authors = Text("authors") ?? "",
            Copyright = Text("copyright"),
            ProjectUrl = Text("projectUrl"),
        };

        string? Text(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim() is { Length: > 0 } value ? value : null;
    }
}
