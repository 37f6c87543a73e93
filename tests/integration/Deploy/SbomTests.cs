using System.Diagnostics;
using System.Text.Json;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Deploy;

/// <summary>The bill of materials names what ships, completely and in the form of CycloneDX 1.6.</summary>
public sealed class SbomTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sbom_HasEveryPackageThatShips()
    {
        using var bom = JsonDocument.Parse(await File.ReadAllBytesAsync(await MakeAsync("sbom.cdx.json")));
        var root = bom.RootElement;
        Assert.Equal(("CycloneDX", "1.6", 1), (root.GetProperty("bomFormat").GetString(), root.GetProperty("specVersion").GetString(), root.GetProperty("version").GetInt32()));
        Assert.Matches("^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", root.GetProperty("serialNumber").GetString());

        var components = root.GetProperty("components").EnumerateArray().ToArray();
        foreach (var component in components)
        {
            Assert.Equal("library", component.GetProperty("type").GetString());
            Assert.Equal($"pkg:nuget/{component.GetProperty("name").GetString()}@{component.GetProperty("version").GetString()}", component.GetProperty("purl").GetString());
            Assert.Matches("^[0-9a-f]{128}$", Assert.Single(component.GetProperty("hashes").EnumerateArray()).GetProperty("content").GetString());
            var license = Assert.Single(component.GetProperty("licenses").EnumerateArray());
            Assert.True(license.TryGetProperty("expression", out _) || license.GetProperty("license").TryGetProperty("id", out _) || license.GetProperty("license").TryGetProperty("name", out _));
        }

        var purls = components.Select(static c => c.GetProperty("purl").GetString()!).ToList();
        Assert.Equal(purls.Count, purls.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(Loaded().Except(purls, StringComparer.Ordinal));
        Assert.DoesNotContain(purls, static p => p.Contains("Analyzer", StringComparison.Ordinal) || p.Contains("xunit", StringComparison.Ordinal));

        var dependencies = root.GetProperty("dependencies").EnumerateArray().ToArray();
        Assert.Equal(["gateway", .. purls], dependencies.Select(static d => d.GetProperty("ref").GetString()));
        var targets = dependencies.SelectMany(static d => d.GetProperty("dependsOn").EnumerateArray().Select(static t => t.GetString()!)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(purls.Order(StringComparer.Ordinal), targets.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Notices_HaveEveryPackage()
    {
        var text = await File.ReadAllTextAsync(await MakeAsync("THIRD-PARTY-NOTICES.txt"));
        foreach (var purl in Loaded())
        {
            var package = purl["pkg:nuget/".Length..].Replace('@', ' ');
            Assert.Contains($"\n{package}, by ", text, StringComparison.Ordinal);
        }
    }

    // What the host's own dependency file says that it loads from packages.
    private static List<string> Loaded()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Gateway", Configuration(), "gateway.deps.json")));
        var loaded = file.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(static l => l.Value.GetProperty("type").GetString() == "package")
            .Select(static l => $"pkg:nuget/{l.Name.Replace('/', '@')}")
            .ToList();
        Assert.InRange(loaded.Count, 5, 100);
        return loaded;
    }

    private async Task<string> MakeAsync(string name)
    {
        var program = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Gateway.Sbom", Configuration(), "gateway-sbom.dll");
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [program, "--lock", Path.Combine(RepositoryRoot.Path, "src", "Gateway", "packages.lock.json"), "--output", _folder.FullPath])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var sbom = Process.Start(start)!;
        var errors = await sbom.StandardError.ReadToEndAsync();
        await sbom.WaitForExitAsync();
        Assert.True(sbom.ExitCode == 0, errors);
        return _folder.PathOf(name);
    }

    // The tests are built beside it.
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Name;
}
