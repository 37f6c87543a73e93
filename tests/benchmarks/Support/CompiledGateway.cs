using Gateway.Demo;
using Gateway.Hosting;
using Gateway.Hosting.Reload;
using Gateway.Hosting.Tls;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Benchmarks.Support;

/// <summary>A configuration loaded, checked and compiled like the gateway does it, with the gateway's own services, but nothing listens.</summary>
internal sealed class CompiledGateway : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly GatewaySnapshot _snapshot;

    private CompiledGateway(ServiceProvider services)
    {
        _services = services;
        _snapshot = services.GetRequiredService<GatewaySnapshot>();
        Runner = services.GetRequiredService<PlanRunner>();
    }

    public PlanRunner Runner { get; }

    public RequestGate Gate => _snapshot.Gate;

    public IServiceProvider Services => _services;

    /// <exception cref="InvalidOperationException">The configuration is not valid; the message has every finding.</exception>
    public static CompiledGateway Load(string path)
    {
        var keys = new ApiKeySets();
        var certificates = new CertificateStore(TimeProvider.System);
        var source = new ConfigurationSource(path, Loader(keys, certificates), certificates);
        var configuration = LoadAsync(source.Loader, path).GetAwaiter().GetResult();
        var services = new ServiceCollection().AddLogging().AddSingleton(keys).AddGateway(configuration, source, TimeProvider.System);
        return new CompiledGateway(services.BuildServiceProvider());
    }

    public static ConfigurationLoader Loader(ApiKeySets keys, CertificateStore certificates) =>
        GatewayConfigurationLoader.Create(new DemoMaterial(TimeProvider.System), keys, certificates, TimeProvider.System);

    public static async Task<LoadedConfiguration> LoadAsync(ConfigurationLoader loader, string path)
    {
        var result = await loader.LoadAsync(path);
        return result.Configuration ?? throw new InvalidOperationException(string.Join('\n', result.Findings));
    }

    public RoutePlan Plan(string route) => _snapshot.Plans.Values.Single(p => p.RouteId == route);

    public void Dispose() => _services.Dispose();
}
