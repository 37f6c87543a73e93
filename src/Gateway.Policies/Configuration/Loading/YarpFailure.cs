using Gateway.Policies.Configuration.Binding;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace Gateway.Policies.Configuration;

/// <summary>A failure of YARP's validation brought to the member that it is about, with the names that are allowed there.</summary>
/// <param name="Member">The member, relative to the route or cluster.</param>
/// <param name="Found">What stands there; null for YARP's own words.</param>
/// <param name="Allowed">What may stand there; null when YARP's words are all that is known.</param>
internal readonly record struct YarpFailure(string Member, string? Found = null, string? Allowed = null)
{
    private static readonly string[] LoadBalancing =
    [
        LoadBalancingPolicies.PowerOfTwoChoices, LoadBalancingPolicies.RoundRobin, LoadBalancingPolicies.LeastRequests,
        LoadBalancingPolicies.Random, LoadBalancingPolicies.FirstAlphabetical,
    ];

    // HashCookie is left out: see ClusterChecks.
    private static readonly string[] Affinity =
        [SessionAffinityConstants.Policies.Cookie, SessionAffinityConstants.Policies.ArrCookie, SessionAffinityConstants.Policies.CustomHeader];

    private static readonly string[] AffinityFailure = [SessionAffinityConstants.FailurePolicies.Redistribute, SessionAffinityConstants.FailurePolicies.Return503Error];

    private static readonly string[] Available =
        [HealthCheckConstants.AvailableDestinations.HealthyAndUnknown, HealthCheckConstants.AvailableDestinations.HealthyOrPanic];

    /// <param name="message">What YARP says; its texts are those of the version in Directory.Packages.props, and a test tells when they change.</param>
    /// <param name="cluster">The cluster that it is about.</param>
    public static YarpFailure OfCluster(string message, ClusterConfig cluster) => message switch
    {
        _ when message.Contains("found for the load balancing policy '", StringComparison.Ordinal) => Name("LoadBalancingPolicy", cluster.LoadBalancingPolicy, LoadBalancing),
        _ when message.Contains("found for the session affinity policy '", StringComparison.Ordinal) => Name("SessionAffinity:Policy", cluster.SessionAffinity?.Policy, Affinity),
        _ when message.Contains("found for the affinity failure policy name '", StringComparison.Ordinal) => Name("SessionAffinity:FailurePolicy", cluster.SessionAffinity?.FailurePolicy, AffinityFailure),
        _ when message.Contains("found for the available destinations policy '", StringComparison.Ordinal) => Name("HealthCheck:AvailableDestinationsPolicy", cluster.HealthCheck?.AvailableDestinationsPolicy, Available),
        _ when message.Contains("found for the active health check policy name '", StringComparison.Ordinal) => Name("HealthCheck:Active:Policy", cluster.HealthCheck?.Active?.Policy, [HealthCheckConstants.ActivePolicy.ConsecutiveFailures]),
        _ when message.Contains("found for the passive health check policy name '", StringComparison.Ordinal) => Name("HealthCheck:Passive:Policy", cluster.HealthCheck?.Passive?.Policy, [HealthCheckConstants.PassivePolicy.TransportFailureRate]),
        _ when message.Contains("is not any of supported HTTP versions", StringComparison.Ordinal) => new("HttpRequest:Version", $"\"{cluster.HttpRequest?.Version}\"", "\"1.0\", \"1.1\", \"2\" or \"3\""),
        _ when message.Contains("No address found for destination '", StringComparison.Ordinal) => new($"Destinations:{message.Split('\'')[1]}:Address"),
        _ => new(""),
    };

    /// <inheritdoc cref="OfCluster"/>
    public static YarpFailure OfRoute(string message, RouteConfig route) => message switch
    {
        _ when message.Contains("Unknown transform: ", StringComparison.Ordinal) => OfTransform(message["Unknown transform: ".Length..], route),
        _ when message.Contains("Invalid path '", StringComparison.Ordinal) => new("Match:Path"),
        _ when message.Contains("Unsupported HTTP method '", StringComparison.Ordinal) => new("Match:Methods"),
        _ => new(""),
    };

    private static YarpFailure OfTransform(string names, RouteConfig route)
    {
        var transforms = route.Transforms ?? [];
        for (var i = 0; i < transforms.Count; i++)
        {
            if (string.Join(';', transforms[i].Keys) != names) continue;
            if (transforms[i].Keys.FirstOrDefault() is not { } first) return new($"Transforms[{i}]", "an empty transform", NearestName.Allowed(null, TransformNames.All));
            // The member that says which transform it is may stand anywhere among its parameters.
            var name = transforms[i].Keys.FirstOrDefault(static k => NearestName.Find(k, TransformNames.All) is not null) ?? first;
            return new($"Transforms[{i}]:{name}", $"\"{name}\"", NearestName.Allowed(name, TransformNames.All));
        }

        return new("");
    }

    private static YarpFailure Name(string member, string? found, IReadOnlyList<string> names) => new(member, $"\"{found}\"", NearestName.Allowed(found, names));
}
