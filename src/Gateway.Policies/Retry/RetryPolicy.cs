using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.Retry;

/// <summary>Sends again what a backend could not answer.</summary>
internal sealed class RetryPolicy : Policy<RetryOptions>
{
    public override string Name => "Retry";

    /// <summary>The stage "Retry"; null for requests without a route, which go nowhere.</summary>
    public static RequestStage? Compile(PolicyOptions options, RouteCompilation route)
    {
        if (route.Cluster is not { } cluster) return null;
        var budget = route.Services.GetRequiredService<RetryBudgets>().Get(cluster.Name);
        return new RetryStage(new RetryRules((RetryOptions)options, cluster.Name, budget, route.Services.GetRequiredService<RetryMetrics>()));
    }

    protected override void Validate(RetryOptions options, OptionsValidation validation) => RetryOptionsValidator.Validate(options, validation);
}
