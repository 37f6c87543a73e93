using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Binding;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.WebSocket;

/// <summary>What WebSocket says of a route, held against the route's cluster.</summary>
internal static class WebSocketChecks
{
    // YARP's own, where a cluster says nothing.
    private static readonly TimeSpan DefaultActivityTimeout = TimeSpan.FromSeconds(100);

    public static void Check(IEnumerable<LoadedRoute> routes, GatewayFile file, OptionsValidation validation)
    {
        foreach (var route in routes)
        {
            if (route.Policies.Options.GetValueOrDefault("WebSocket") is not WebSocketOptions { Mode: not PolicyMode.Off } options) continue;
            if (route.Route.ClusterId is not { } id || !file.ReverseProxy.Clusters.TryGetValue(id, out var cluster)) continue;
            var activity = cluster.Yarp.HttpRequest?.ActivityTimeout ?? DefaultActivityTimeout;
            if (activity > TimeSpan.Zero && options.IdleTimeout >= activity)
                validation.Warn(
                    $"ReverseProxy:Routes:{route.Id}:Policies:WebSocket:IdleTimeout", $"{Duration.Format(options.IdleTimeout)}, which never comes: the forwarder cuts what is silent for {Duration.Format(activity)}, without a Close frame",
                    $"less than that, or a longer ReverseProxy:Clusters:{id}:HttpRequest:ActivityTimeout", ConfigErrorCode.Policy);
        }
    }
}
