using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Pipeline;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>A compiled configuration: immutable, replaced as a whole.</summary>
/// <param name="Configuration">What it was compiled from.</param>
/// <param name="Generation">Counts the snapshots of this process from 1.</param>
/// <param name="Gate">Makes requests canonical before routing.</param>
/// <param name="Plans">The plan of each route, by the very instance that YARP is given.</param>
/// <param name="Unmatched">
/// The plan of requests that match no route: the policies of every route that need no caller (address rules, limits by address,
/// security headers), so that scanning for routes is limited like everything else.
/// </param>
/// <param name="Served">Routes and clusters as YARP is given them.</param>
internal sealed record GatewaySnapshot(
    LoadedConfiguration Configuration,
    int Generation,
    RequestGate Gate,
    IReadOnlyDictionary<RouteConfig, RoutePlan> Plans,
    RoutePlan Unmatched,
    ServedProxyConfig Served);
