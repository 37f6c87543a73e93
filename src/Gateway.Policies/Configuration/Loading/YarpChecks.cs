using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>YARP's own validation, in the same list of findings as ours.</summary>
internal static class YarpChecks
{
    public static async Task CheckAsync(
        IConfigValidator yarp, IEnumerable<LoadedRoute> routes, IEnumerable<ClusterConfig> clusters, OptionsValidation validation)
    {
        foreach (var route in routes)
            Report(await yarp.ValidateRouteAsync(route.Route), $"ReverseProxy:Routes:{route.Id}", validation);
        foreach (var cluster in clusters)
            Report(await yarp.ValidateClusterAsync(cluster), $"ReverseProxy:Clusters:{cluster.ClusterId}", validation);
    }

    private static void Report(IEnumerable<Exception> failures, string at, OptionsValidation validation)
    {
        foreach (var failure in failures)
            validation.Error(at, $"what YARP refuses: {failure.Message}", "a configuration that YARP accepts", ConfigErrorCode.ReverseProxy);
    }
}
