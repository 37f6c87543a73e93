using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>YARP's own validation, in the same list of findings as ours.</summary>
internal static class YarpChecks
{
    public static async Task CheckAsync(
        IConfigValidator yarp, IEnumerable<LoadedRoute> routes, IEnumerable<ClusterConfig> clusters, OptionsValidation validation)
    {
        foreach (var route in routes)
            Report(await yarp.ValidateRouteAsync(route.Route), $"ReverseProxy:Routes:{route.Id}", m => YarpFailure.OfRoute(m, route.Route), validation);
        foreach (var cluster in clusters)
            Report(await yarp.ValidateClusterAsync(cluster), $"ReverseProxy:Clusters:{cluster.ClusterId}", m => YarpFailure.OfCluster(m, cluster), validation);
    }

    private static void Report(IEnumerable<Exception> failures, string at, Func<string, YarpFailure> place, OptionsValidation validation)
    {
        foreach (var failure in failures)
        {
            var placed = place(failure.Message);
            var member = placed.Member.Length == 0 ? at : $"{at}:{placed.Member}";
            // Ours came first and says more.
            if (placed.Member.Length > 0 && validation.HasErrorAt(member)) continue;
            validation.Error(
                member, placed.Found ?? $"what YARP refuses: {failure.Message}", placed.Allowed ?? "a configuration that YARP accepts", ConfigErrorCode.ReverseProxy);
        }
    }
}
