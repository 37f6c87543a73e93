using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.IntegrationTests.Support;
using YamlDotNet.RepresentationModel;

namespace Gateway.IntegrationTests.Deploy;

/// <summary>compose.yaml and the Dockerfile fit the configurations that they carry.</summary>
public sealed class ComposeTests
{
    private static readonly YamlMappingNode Compose = Yaml.Documents("compose.yaml").Single();
    private static readonly DeployedGateway Gateway = DeployedGateway.Read("deploy", "compose", "gateway", "gateway.json");

    [Fact]
    public void EveryService_IsHardened()
    {
        var services = ((YamlMappingNode)Compose.Find("services")!).Children.Values.ToList();
        Assert.Equal(3, services.Count);
        Assert.All(services, static service =>
        {
            Assert.Equal("true", service.Text("read_only"));
            Assert.Equal(["ALL"], service.Texts("cap_drop"));
            Assert.Equal(["no-new-privileges:true"], service.Texts("security_opt"));
            Assert.All(service.Texts("volumes"), static v => Assert.EndsWith(":ro", v, StringComparison.Ordinal));
        });
        Assert.All(["store", "backends"], static network => Assert.Equal("true", Compose.Text("networks", network, "internal")));
    }

    [Fact]
    public void Gateway_HasItsPortsAndTimeToStop()
    {
        var service = Compose.Find("services", "gateway")!;
        Assert.Equal([$"8443:{Gateway.Https}", $"8080:{Gateway.Http}", $"127.0.0.1:9902:{Gateway.Health}"], service.Texts("ports"));
        Assert.True(int.Parse(service.Text("stop_grace_period").TrimEnd('s'), CultureInfo.InvariantCulture) > Gateway.Drain.TotalSeconds);
    }

    [Fact]
    public void MountedFiles_AreThereOrMade()
    {
        var made = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "deploy", "compose", "make-secrets.sh"));
        var volumes = new[] { "gateway", "redis", "backend" }.SelectMany(static s => Compose.Texts("services", s, "volumes")).Select(static v => v.Split(':')[0]).ToList();
        Assert.Equal(5, volumes.Count);
        foreach (var volume in volumes)
        {
            if (volume.StartsWith("./deploy/compose/secrets/", StringComparison.Ordinal)) Assert.Contains(volume["./deploy/compose/".Length..], made, StringComparison.Ordinal);
            else Assert.True(Path.Exists(Path.Combine(RepositoryRoot.Path, volume)), volume);
        }
    }

    [Fact]
    public void Dockerfile_RunsAsANumberWithoutTheDemoAndIsLocked()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Dockerfile"));
        Assert.Contains("\nUSER 1654:1654\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nEXPOSE {Gateway.Https} {Gateway.Http} {Gateway.Health}\n", text, StringComparison.Ordinal);
        Assert.Contains("CMD [\"/app/gateway\", \"healthcheck\"]", text, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(text, "--locked-mode", RegexOptions.NonBacktracking));
        Assert.Equal(2, Regex.Count(text, "-p:GatewayDemo=false", RegexOptions.NonBacktracking));
        // Every project that the image builds is copied with its lock file.
        Assert.Equal(5, Regex.Count(text, @"^COPY \S+\.csproj \S+/packages\.lock\.json (\S+/packages\.linux-x64\.lock\.json )?\S+/$", RegexOptions.Multiline | RegexOptions.NonBacktracking));
        var version = Regex.Match(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Directory.Build.props")), "(?<=<Version>)[^<]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.Contains($"\nARG VERSION={version}\n", text, StringComparison.Ordinal);
        Assert.Equal(version, Yaml.Documents("deploy", "kubernetes", "kustomization.yaml").Single().Text("images", 0, "newTag"));
    }

    /// <summary>What is compiled ahead for a platform is restored with lock files of its own.</summary>
    [Fact]
    public void LockFiles_OfThePlatform_PinWhatTheOthersPin()
    {
        var files = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src"), "packages.linux-x64.lock.json", SearchOption.AllDirectories).Where(static f => !f.Contains("obj", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, files.Count);
        foreach (var file in files)
        {
            var pinned = JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!;
            var general = JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "packages.lock.json")))!["dependencies"]!;
            Assert.True(JsonNode.DeepEquals(general["net10.0"], pinned["net10.0"]), $"{file} is not what 'dotnet restore src/Gateway -p:GatewayPlatform=linux-x64 --force-evaluate' writes");
        }
    }
}
