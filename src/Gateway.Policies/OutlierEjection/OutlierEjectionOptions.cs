using System.Text.Json;
using Gateway.Policies.Configuration;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace Gateway.Policies.OutlierEjection;

/// <summary>
/// Takes a destination that fails out of use for a time, then tries it with one request at a time. Judges by real traffic; probes of a path of
/// its own are HealthCheck:Active.
/// </summary>
public sealed record OutlierEjectionOptions
{
    internal const string MetadataKey = "Gateway:OutlierEjection";

    /// <summary>Failures in a row after which a destination is ejected: no connection, no answer in time, a broken answer, or 502, 503 or 504. 0: not judged by this. Default: 5.</summary>
    [AllowedRange(0, 1000)]
    public int ConsecutiveFailures { get; set; } = 5;

    /// <summary>Percent of a destination's requests in Window, other statuses from 500 on included, whose failure ejects it. 0: not judged by this. Default: 50.</summary>
    [AllowedRange(0, 100)]
    public int FailurePercent { get; set; } = 50;

    /// <summary>Requests in Window before FailurePercent is looked at. Default: 20.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MinRequests { get; set; } = 20;

    /// <summary>The span that FailurePercent looks at. Default: 30s.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a destination is out the first time; each ejection that follows soon after is longer by as much. Default: 30s.</summary>
    [AllowedDuration("100ms", "1h")]
    public TimeSpan EjectionTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time out. Default: 5m.</summary>
    [AllowedDuration("100ms", "24h")]
    public TimeSpan MaxEjectionTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Percent of the cluster's destinations that may be out at once, rounded down. 100: all of them; the cluster then answers 503 at once,
    /// as a circuit breaker does. Default: 50, so that the last one stays.
    /// </summary>
    [AllowedRange(0, 100)]
    public int MaxEjectedPercent { get; set; } = 50;

    /// <summary>Requests that a destination has to answer after its time out, one at a time, before it gets its share again. Default: 3.</summary>
    [AllowedRange(1, 100)]
    public int Trials { get; set; } = 3;

    /// <summary>The cluster as YARP is given it: judged by this policy, with its options in the metadata.</summary>
    internal ClusterConfig ApplyTo(ClusterConfig cluster, Dictionary<string, string> metadata)
    {
        metadata[MetadataKey] = JsonSerializer.Serialize(this);
        var health = cluster.HealthCheck ?? new HealthCheckConfig();
        var passive = health.Passive ?? new PassiveHealthCheckConfig();
        return cluster with
        {
            HealthCheck = health with
            {
                Passive = passive with { Enabled = true, Policy = OutlierHealthPolicy.PolicyName },
                // YARP's default sends to all of them when none is healthy. Who lets all be ejected wants to be answered 503.
                AvailableDestinationsPolicy = health.AvailableDestinationsPolicy
                    ?? (MaxEjectedPercent == 100 ? HealthCheckConstants.AvailableDestinations.HealthyAndUnknown : null),
            },
        };
    }

    internal static OutlierEjectionOptions Of(ClusterConfig cluster) =>
        cluster.Metadata?.GetValueOrDefault(MetadataKey) is { } text ? JsonSerializer.Deserialize<OutlierEjectionOptions>(text)! : new();
}
