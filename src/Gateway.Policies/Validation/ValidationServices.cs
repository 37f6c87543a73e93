using Gateway.Policies.Validation.Inventory;
using Gateway.Policies.Validation.Learning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Policies.Validation;

/// <summary>The process-wide parts of the policy. They survive reloads.</summary>
internal static class ValidationServices
{
    public static IServiceCollection AddValidation(this IServiceCollection services)
    {
        services.TryAddSingleton<ContractInventories>();
        services.TryAddSingleton<LearnedContracts>();
        return services;
    }
}
