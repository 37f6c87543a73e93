using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Forwarding;
using Gateway.Policies.LoadShedding;
using Gateway.Policies.OutlierEjection;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Policies.Configuration;

/// <summary>The configuration file.</summary>
public sealed class GatewayFile
{
    /// <summary>Settings of the whole gateway.</summary>
    [RequiredMember]
    public GatewayOptions Gateway { get; set; } = new();

    /// <summary>Routes and clusters in YARP's schema.</summary>
    [RequiredMember]
    public ReverseProxyOptions ReverseProxy { get; set; } = new();
}

/// <summary>Routes and clusters in the schema of YARP 2.1.0, with the policies of each route.</summary>
public sealed class ReverseProxyOptions
{
    /// <summary>The routes by name.</summary>
    [RequiredMember]
    [IgnoreCaseKeys]
    [AllowedPattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit")]
    public Dictionary<string, RouteEntry> Routes { get; set; } = [];

    /// <summary>The clusters by name.</summary>
    [RequiredMember]
    [IgnoreCaseKeys]
    [AllowedPattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit")]
    public Dictionary<string, ClusterEntry> Clusters { get; set; } = [];
}

/// <summary>A route: YARP's members with the policies that its requests pass.</summary>
public sealed class RouteEntry
{
    /// <summary>YARP's members.</summary>
    [Mixin]
    public RouteConfig Yarp { get; set; } = new();

    /// <summary>Names of sets in Gateway:PolicySets, merged in this order over the policies of every route.</summary>
    public List<string> PolicySets { get; set; } = [];

    /// <summary>Policies of this route, merged last. null removes a policy or a member of one.</summary>
    public ConfigObject? Policies { get; set; }

    /// <summary>Why something unsafe is wanted, by member name; "Transforms" for transforms that touch identity or forwarded headers.</summary>
    public Dictionary<string, string> Reasons { get; set; } = [];
}

/// <summary>A cluster: YARP's members with what the gateway needs to know of the backend.</summary>
public sealed class ClusterEntry
{
    /// <summary>YARP's members.</summary>
    [Mixin]
    public ClusterConfig Yarp { get; set; } = new();

    /// <summary>What the paths of these backends may contain beyond the strict default.</summary>
    public BackendProfile BackendProfile { get; set; } = BackendProfile.Strict;

    /// <summary>How these backends are verified and how the gateway shows itself to them; for https destinations.</summary>
    public BackendTlsOptions BackendTls { get; set; } = new();

    /// <summary>How long the gateway waits for these backends, phase by phase.</summary>
    public BackendTimeoutsOptions Timeouts { get; set; } = new();

    /// <summary>How many requests these backends may have in flight is learned, for routes with the policy LoadShedding.</summary>
    public AdaptiveConcurrencyOptions AdaptiveConcurrency { get; set; } = new();

    /// <summary>Takes destinations that fail out of use for a time. Absent: none is.</summary>
    public OutlierEjectionOptions? OutlierEjection { get; set; }

    /// <summary>Why something unsafe is wanted, by member name, e.g. "DangerousAcceptAnyServerCertificate".</summary>
    public Dictionary<string, string> Reasons { get; set; } = [];
}
