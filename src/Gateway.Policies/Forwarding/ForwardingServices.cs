using Gateway.Policies.OutlierEjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Policies.Forwarding;

/// <summary>Registration of everything between the policies and the backend.</summary>
internal static class ForwardingServices
{
    /// <summary>Call it after <c>AddReverseProxy()</c> and after every other transform provider.</summary>
    public static IServiceCollection AddVerifiedForwarding(this IServiceCollection services)
    {
        var yarp = services.Last(static d => d.ServiceType == typeof(ITransformBuilder));
        services.Remove(yarp);
        services.AddSingleton<ITransformProvider, OutgoingTargetProvider>();
        services.AddSingleton<ITransformBuilder>(provider => new VerifyingTransformBuilder(
            Create(provider, yarp), provider.GetRequiredService<ILogger<VerifyingTransformBuilder>>()));
        services.AddSingleton<IForwarderHttpClientFactory, SharedForwarderHttpClientFactory>();
        services.AddOutlierEjection();
        return services;
    }

    private static ITransformBuilder Create(IServiceProvider provider, ServiceDescriptor descriptor) =>
        (ITransformBuilder)(descriptor.ImplementationInstance
            ?? descriptor.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!));
}
