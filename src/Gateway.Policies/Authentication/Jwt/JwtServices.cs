using Gateway.Policies.Authentication.Jwt.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.Authentication.Jwt;

/// <summary>Registers what JWT verification needs for the life of the process. Events and their sink come from the host.</summary>
internal static class JwtServices
{
    public static IServiceCollection AddJwt(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JwtMetrics>();
        services.TryAddSingleton(static _ => KeyDocumentClient.Create());
        services.TryAddSingleton<JwtKeyRings>();
        services.TryAddSingleton<JwtSchemeFactory>();
        services.AddSingleton<IAuthenticationSchemeFactory>(static provider => provider.GetRequiredService<JwtSchemeFactory>());
        return services;
    }
}
