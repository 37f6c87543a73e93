using Gateway.Hosting;
using Gateway.Hosting.Tls;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.UnitTests.Hosting;

/// <summary>A build without the demo refuses a configuration that asks for it, and says why.</summary>
public sealed class NoDemoTests
{
    [Fact]
    public async Task ExampleConfiguration_WithoutTheDemo_IsAnErrorThatSaysSo()
    {
        await using var demo = new NoDemo();
        var loader = GatewayConfigurationLoader.Create(demo, new ApiKeySets(), new CertificateStore(TimeProvider.System), TimeProvider.System);
        var result = await loader.LoadAsync(Path.Combine(RepositoryRoot.Path, "config", "gateway.json"));
        Assert.Null(result.Configuration);
        var findings = result.Errors.Select(static e => e.ToString()).ToList();
        Assert.Equal(7, findings.Count(static f => f.Contains("GW1005", StringComparison.Ordinal) && f.Contains("found demo:", StringComparison.Ordinal) && f.Contains("this build has no demo", StringComparison.Ordinal)));
        Assert.Contains(findings, static f => f.Contains("GW3002 Gateway:Demo: found true, and this build has no demo; allowed: false", StringComparison.Ordinal));
    }
}
