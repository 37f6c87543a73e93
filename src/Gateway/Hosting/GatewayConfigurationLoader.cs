using Gateway.Hosting.Listeners;
using Gateway.Hosting.Tls;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;
using Gateway.Policies.OutlierEjection;
using Gateway.Policies.Redis;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace Gateway.Hosting;

/// <summary>Makes the loader with everything that this host can check, for commands and for the running gateway alike.</summary>
internal static class GatewayConfigurationLoader
{
    /// <param name="demo">What the configuration may ask of the demo.</param>
    /// <param name="keys">Keeps the key sets that were read, so that the plans get the very ones that were checked.</param>
    /// <param name="certificates">Keeps the certificates that were read, for the listener.</param>
    /// <param name="time">The clock.</param>
    public static ConfigurationLoader Create(IDemo demo, ApiKeySets keys, CertificateStore certificates, TimeProvider time)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddReverseProxy();
        services.AddSingleton<IPassiveHealthCheckPolicy>(new DeclaredHealthPolicy(OutlierHealthPolicy.PolicyName));
        var yarp = services.BuildServiceProvider().GetRequiredService<IConfigValidator>();
        IConfigurationCheck[] checks =
        [
            new ListenerCheck(), new CertificateCheck(certificates, time), demo.Check, new ApiKeysCheck(keys), new JwtCheck(), new RedisCheck(),
        ];
        var interpolation = ConfigInterpolation.Default.With("demo", demo.Resolve);
        return new ConfigurationLoader(interpolation, checks, yarp, time);
    }
}
