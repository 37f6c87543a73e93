using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.Waf;

/// <summary>What the stages share in the process.</summary>
internal sealed record WafParts(BodyBuffering Buffering, BodyDecoding Decoding, RequestBodyBudget Budget, RejectionWriter Rejections, WafMetrics Metrics);

/// <summary>The process-wide parts of the policy. They survive reloads.</summary>
internal static class WafServices
{
    public static IServiceCollection AddWaf(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<WafMetrics>();
        services.TryAddSingleton<WafParts>();
        return services;
    }
}
