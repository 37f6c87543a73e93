using Gateway.Policies.Configuration;
using Gateway.Policies.LoadShedding.Limits;
using Gateway.Policies.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.LoadShedding;

/// <summary>Sheds what a cluster cannot answer without a queue, lowest priority first.</summary>
internal sealed class LoadSheddingPolicy : Policy<LoadSheddingOptions>
{
    public override string Name => "LoadShedding";

    /// <summary>The stage "LoadShedding"; null for requests without a route, which have no cluster.</summary>
    public static RequestStage? Compile(PolicyOptions options, RouteCompilation route)
    {
        if (route.Cluster is not { } cluster) return null;
        var limiter = route.Services.GetRequiredService<ClusterLimiters>().Get(cluster.Name, cluster.Entry.AdaptiveConcurrency);
        return new LoadSheddingStage((LoadSheddingOptions)options, limiter, route.Services.GetRequiredService<LoadSheddingMetrics>());
    }

    protected override void Validate(LoadSheddingOptions options, OptionsValidation validation) =>
        LoadSheddingOptionsValidator.Validate(options, validation);
}
