using Gateway.Demo;
using Gateway.Hosting.Tls;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Hosting;

/// <summary>Makes the loader with everything that this host can check, for commands and for the running gateway alike.</summary>
internal static class GatewayConfigurationLoader
{
    public static ConfigurationLoader Create(DemoMaterial demo, TimeProvider time)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy();
        var yarp = services.BuildServiceProvider().GetRequiredService<IConfigValidator>();
        var interpolation = ConfigInterpolation.Default.With("demo", demo.Resolve);
        return new ConfigurationLoader(interpolation, [new CertificateCheck(time), new DemoCheck(demo)], yarp, time);
    }
}
