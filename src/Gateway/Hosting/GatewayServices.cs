using System.Diagnostics.Metrics;
using Gateway.Admin;
using Gateway.Hosting.Connections;
using Gateway.Hosting.Descriptors;
using Gateway.Hosting.Drain;
using Gateway.Hosting.Health;
using Gateway.Hosting.Http2Floods;
using Gateway.Hosting.Reload;
using Gateway.Hosting.Tls;
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
    public static IServiceCollection AddGateway(
        this IServiceCollection services, LoadedConfiguration configuration, ConfigurationSource source, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddMetrics();
        services.AddTelemetry(TelemetrySettings.FromEnvironment(isScraped: configuration.File.Gateway.Health is not null));
        services.AddRoutingCore();
        services.AddPolicies(configuration.File.Gateway);
        services.AddSingleton<RoutePlanCompiler>();
        services.AddSingleton(provider => provider.GetRequiredService<RoutePlanCompiler>().Compile(configuration, generation: 1));
        services.AddSingleton<CurrentSnapshot>();
        services.AddSingleton<SnapshotConfigProvider>();
        services.AddSingleton<PublicPort>();
        services.AddSingleton<IProxyConfigProvider>(static provider => provider.GetRequiredService<SnapshotConfigProvider>());
        services.AddSingleton<IConfigChangeListener>(static provider => provider.GetRequiredService<SnapshotConfigProvider>());
        services.AddSingleton(source);
        services.AddSingleton(static provider => new ReloadMetrics(
            provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<CurrentSnapshot>()));
        services.AddSingleton<CertificateMetrics>();
        services.AddSingleton<Http2FloodMetrics>();
        services.AddSingleton<ConnectionMetrics>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ConnectionLimits>(provider, configuration.File.Gateway));
        services.AddSingleton(new RestartSettings(configuration));
        services.AddSingleton<ConfigurationReloader>();
        services.AddHostedService<ReloadTriggers>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<AdminAccess>();
        services.AddSingleton<AdminKeys>();
        services.AddSingleton<AdminLimits>();
        services.AddSingleton<AdminLockouts>();
        services.AddSingleton<AdminContracts>();
        services.AddSingleton<AdminEndpoints>();
        services.AddSingleton<HttpsRedirect>();
        services.AddSingleton<DescriptorUse>();
        // It looks at the machine, whose time is not the one that tests advance by days.
        services.AddHostedService(static provider => ActivatorUtilities.CreateInstance<DescriptorWatch>(provider, TimeProvider.System));
        services.AddSingleton<Departure>();
        services.AddHostedService<DrainService>();
        // The server may take as long as requests in flight may, plus a moment for everything else to end.
        services.Configure<HostOptions>(host => host.ShutdownTimeout =
            configuration.File.Gateway.Drain.Delay + configuration.File.Gateway.Drain.Timeout + TimeSpan.FromSeconds(5));
        services.AddReverseProxy();
        services.AddVerifiedForwarding();
        services.UseEphemeralDataProtection();
        return services;
    }
}
