using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.Authentication;

/// <summary>The process-wide services of authentication; they survive reloads.</summary>
internal static class AuthenticationServices
{
    /// <summary>Adds what every scheme needs, and API keys. Needs an IEventSink; other kinds of scheme add their own factory.</summary>
    public static IServiceCollection AddAuthenticationPolicies(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AuthenticationMetrics>();
        services.TryAddSingleton<AuthenticationSchemes>();
        services.TryAddSingleton<CredentialStanding>();
        services.TryAddSingleton<FailureBudgets>();
        services.TryAddSingleton<ApiKeySets>();
        services.TryAddSingleton<ApiKeyMetrics>();
        services.TryAddSingleton<KeySetAlarm>();
        services.TryAddSingleton<SharedKeySets>();
        services.TryAddSingleton<ApiKeyStores>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuthenticationSchemeFactory, ApiKeySchemeFactory>());
        return services;
    }
}
