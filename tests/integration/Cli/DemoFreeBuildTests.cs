using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Cli;

/// <summary>What is deployed is built without the demo: no code in it makes up keys or tokens.</summary>
public sealed class DemoFreeBuildTests
{
    [Fact]
    public async Task Build_WithoutTheDemo_HasNoTypeOfIt()
    {
        Assert.Equal(["DemoApiKeys", "DemoCertificate", "DemoCheck", "DemoFolder", "DemoIssuer", "DemoMaterial", "DemoSession", "EchoBackend"], DemoTypes(Path.Combine(AppContext.BaseDirectory, "gateway.dll")));

        // Only this one project is compiled; its output has a folder of its own.
        await BuildAsync(
            Path.Combine(RepositoryRoot.Path, "src", "Gateway", "Gateway.csproj"),
            "-p:Configuration=Release", "-p:GatewayDemo=false", "-p:BuildProjectReferences=false", "-p:RunAnalyzers=false");
        Assert.Equal([], DemoTypes(Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Gateway", "release_without_demo", "gateway.dll")));
    }

    private static string[] DemoTypes(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).ToList();
        Assert.InRange(types.Count, 100, 10_000);
        return [.. types.Where(t => metadata.GetString(t.Namespace) == "Gateway.Demo").Select(t => metadata.GetString(t.Name)).Order(StringComparer.Ordinal)];
    }

    private static async Task BuildAsync(params string[] arguments)
    {
        // Servers that outlive the build would keep its output open.
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["msbuild", "-v:quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, output);
    }
}
