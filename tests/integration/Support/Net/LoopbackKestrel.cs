using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Support;

/// <summary>Silent Kestrel servers on ephemeral loopback ports.</summary>
internal static class LoopbackKestrel
{
    public static WebApplication Build(params LoopbackListener[] listeners)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            foreach (var listener in listeners)
            {
                kestrel.Listen(IPAddress.Loopback, 0, options =>
                {
                    options.Protocols = listener.Protocols;
                    if (listener.Certificate is not null)
                        options.UseHttps(listener.Certificate);
                });
            }
        });
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    /// <summary>The ports of a started server in the order of its listeners.</summary>
    public static IReadOnlyList<int> Ports(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Port)];
}
