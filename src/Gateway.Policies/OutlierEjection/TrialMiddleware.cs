using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace Gateway.Policies.OutlierEjection;

/// <summary>
/// Stands before affinity and load balancing: a destination whose time out is over gets one request at a time until it has proven itself. With
/// nothing else to choose, the rest is answered 503 at once, as by a circuit breaker that is half open.
/// </summary>
internal sealed class TrialMiddleware(RequestDelegate next, OutlierHealthPolicy outliers)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!outliers.AnyOut) return next(context);
        var proxy = context.GetReverseProxyFeature();
        var available = proxy.AvailableDestinations;
        List<DestinationState>? kept = null;
        for (var i = 0; i < available.Count; i++)
        {
            switch (outliers.Enter(available[i]))
            {
                case OutlierTurn.Trial:
                    return TryAsync(context, proxy, available[i]);
                case OutlierTurn.Refused:
                    kept ??= [.. available.Take(i)];
                    break;
                default:
                    kept?.Add(available[i]);
                    break;
            }
        }

        if (kept is not null) proxy.AvailableDestinations = kept;
        return next(context);
    }

    private async Task TryAsync(HttpContext context, IReverseProxyFeature proxy, DestinationState destination)
    {
        // Where clients belong to destinations, the trial waits for one that belongs to this.
        if (proxy.Cluster.Config.SessionAffinity?.Enabled is not true) proxy.AvailableDestinations = destination;
        try
        {
            await next(context);
        }
        finally
        {
            outliers.Leave(destination);
        }
    }
}
