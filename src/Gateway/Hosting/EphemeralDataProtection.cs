using Microsoft.AspNetCore.DataProtection;

namespace Gateway.Hosting;

/// <summary>
/// YARP brings Data Protection along for the affinity cookie, and that would write a key ring into the user's home at every first
/// start. The keys of this process live in memory instead: after a restart a client is sent to another destination, nothing more.
/// </summary>
internal static class EphemeralDataProtection
{
    private const string Assembly = "Microsoft.AspNetCore.DataProtection";

    /// <summary>Call it after <c>AddReverseProxy()</c>.</summary>
    public static IServiceCollection UseEphemeralDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        // Its start-up service would make the key ring all the same.
        foreach (var service in services.Where(IsKeyRingLoader).ToArray()) services.Remove(service);
        return services;
    }

    private static bool IsKeyRingLoader(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly.GetName().Name == Assembly;
}
