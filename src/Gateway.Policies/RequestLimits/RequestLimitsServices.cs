using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.RequestLimits;

/// <summary>The process-wide parts that request bodies are read with. They survive reloads.</summary>
internal static class RequestLimitsServices
{
    public static IServiceCollection AddRequestLimits(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(static _ => new RequestBodyBudget());
        services.TryAddSingleton<RequestLimitsMetrics>();
        services.TryAddSingleton<BodyBuffering>();
        services.TryAddSingleton<BodyDecoding>();
        return services;
    }
}
