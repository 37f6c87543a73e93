using System.Collections.Frozen;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>Members of YARP's schema that are refused, each with what to use instead. All others are taken as they are.</summary>
public static class YarpFields
{
    public static FrozenDictionary<(Type Type, string Member), string> Refused { get; } = new Dictionary<(Type, string), string>
    {
        [(typeof(RouteConfig), nameof(RouteConfig.RouteId))] = "the member's own name is the route's id",
        [(typeof(RouteConfig), nameof(RouteConfig.AuthorizationPolicy))] = "Policies:Authentication and Policies:Authorization",
        [(typeof(RouteConfig), nameof(RouteConfig.CorsPolicy))] = "Policies:Cors",
        [(typeof(RouteConfig), nameof(RouteConfig.RateLimiterPolicy))] = "Policies:RateLimit",
        [(typeof(RouteConfig), nameof(RouteConfig.TimeoutPolicy))] = "Timeout",
        [(typeof(RouteConfig), nameof(RouteConfig.MaxRequestBodySize))] = "Policies:RequestLimits:MaxBodyBytes",
        [(typeof(ClusterConfig), nameof(ClusterConfig.ClusterId))] = "the member's own name is the cluster's id",
    }.ToFrozenDictionary();
}
