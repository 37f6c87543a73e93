using Gateway.Policies;
using Gateway.Policies.Configuration;
using Gateway.Policies.Forwarding;
using Gateway.Policies.Pipeline;
using Gateway.Telemetry;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Hosting;

/// <summary>The services of a running gateway.</summary>
internal static class GatewayServices
{
    public static IServiceCollection AddGateway(this IServiceCollection services, LoadedConfiguration configuration, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddMetrics();
        services.AddTelemetry(TelemetrySettings.FromEnvironment());
        services.AddRoutingCore();
        services.AddPolicies(configuration.File.Gateway);
        services.AddSingleton(provider => new RoutePlanCompiler(provider).Compile(configuration));
        services.AddSingleton<CurrentSnapshot>();
        services.AddSingleton<SnapshotConfigProvider>();
        services.AddSingleton<PublicPort>();
        services.AddSingleton<IProxyConfigProvider>(static provider => provider.GetRequiredService<SnapshotConfigProvider>());
        services.AddReverseProxy();
        services.AddVerifiedForwarding();
        services.UseEphemeralDataProtection();
        return services;
    }
}
