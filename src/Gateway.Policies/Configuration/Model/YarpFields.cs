using Gateway.Policies.Configuration.Binding;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>
/// Members of YARP's schema that are refused, each with what to use instead, and those that are no members at all. All others are
/// taken as they are.
/// </summary>
internal static class YarpFields
{
    public static ConfigBinderOptions BinderOptions => new ConfigBinderOptions()
        .Refuse(typeof(RouteConfig), nameof(RouteConfig.AuthorizationPolicy), "Policies:Authentication and Policies:Authorization")
        .Refuse(typeof(RouteConfig), nameof(RouteConfig.CorsPolicy), "Policies:Cors")
        .Refuse(typeof(RouteConfig), nameof(RouteConfig.RateLimiterPolicy), "Policies:RateLimit")
        .Refuse(typeof(RouteConfig), nameof(RouteConfig.TimeoutPolicy), "Timeout")
        .Refuse(typeof(RouteConfig), nameof(RouteConfig.MaxRequestBodySize), "Policies:RequestLimits:MaxBodyBytes")
        .Hide(typeof(RouteConfig), nameof(RouteConfig.RouteId))
        .Hide(typeof(ClusterConfig), nameof(ClusterConfig.ClusterId));
}
