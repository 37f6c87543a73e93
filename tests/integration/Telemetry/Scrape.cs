using System.Text;
using Gateway.IntegrationTests.Support;
using Gateway.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.IntegrationTests.Telemetry;

internal static class Scrape
{
    /// <summary>What /metrics says.</summary>
    public static async Task<IReadOnlyList<PrometheusFamily>> OfAsync(RunningGateway gateway)
    {
        using var text = new MemoryStream();
        Assert.True(await gateway.Services.GetRequiredService<PrometheusText>().WriteAsync(text, CancellationToken.None));
        return PrometheusSamples.Parse(Encoding.UTF8.GetString(text.ToArray()));
    }
}
