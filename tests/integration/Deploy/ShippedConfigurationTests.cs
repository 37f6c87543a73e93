namespace Gateway.IntegrationTests.Deploy;

/// <summary>What ships as an example is valid, and holds no secret.</summary>
public sealed class ShippedConfigurationTests
{
    [Fact]
    public async Task Validate_EveryShippedConfiguration_FindsNoError()
    {
        using var shipped = new ShippedConfigurations();
        var files = ShippedConfigurations.Files();
        Assert.Equal(["config/examples/container.json", "deploy/compose/gateway/gateway.json", "deploy/kubernetes/gateway.json"], files.Select(static f => Path.GetRelativePath(Support.RepositoryRoot.Path, f)));
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.DoesNotContain("demo", text, StringComparison.OrdinalIgnoreCase);
            var run = await shipped.ValidateAsync(text);
            Assert.True(run.ExitCode == 0, $"{file}\n{run.Output}{run.Errors}");
        }
    }
}
