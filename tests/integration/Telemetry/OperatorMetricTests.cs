using Gateway.Hosting.Reload;
using Gateway.IntegrationTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Telemetry;

/// <summary>Metrics that say which configuration and which certificates serve.</summary>
public sealed class OperatorMetricTests
{
    [Fact]
    public async Task Scrape_BeforeAndAfterAReload_HasTheHashThatServesAndNoOther()
    {
        await using var busy = await BusyGateway.StartAsync();
        var gateway = busy.Gateway;
        var before = Assert.Single((await FamilyAsync(gateway, "gateway_config_info")).Samples);
        Assert.Equal(1, before.Value);

        var path = gateway.ConfigurationPath;
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"/items/{id}\"", "\"/things/{id}\"", StringComparison.Ordinal));
        var reload = await gateway.Services.GetRequiredService<ConfigurationReloader>().ReloadAsync("test", CancellationToken.None);

        Assert.True(reload.Succeeded, string.Join('\n', reload.Findings));
        var after = Assert.Single((await FamilyAsync(gateway, "gateway_config_info")).Samples);
        Assert.Equal((1, reload.Hash), (after.Value, after.Labels["hash"]));
        Assert.NotEqual(before.Labels["hash"], after.Labels["hash"]);
    }

    [Fact]
    public async Task Scrape_CertificateExpiry_IsThatOfTheServedCertificate()
    {
        await using var busy = await BusyGateway.StartAsync();
        var sample = Assert.Single((await FamilyAsync(busy.Gateway, "gateway_tls_certificate_expiry_seconds")).Samples);
        var served = Assert.Single(busy.Gateway.Services.GetRequiredService<Hosting.Tls.ServerCertificates>().Served);
        Assert.Equal("localhost", sample.Labels["certificate"]);
        Assert.Equal((served.NotAfter - TimeProvider.System.GetUtcNow()).TotalSeconds, sample.Value, 60.0);
    }

    private static async Task<PrometheusFamily> FamilyAsync(RunningGateway gateway, string name) =>
        (await Scrape.OfAsync(gateway)).Single(f => f.Name == name);
}
