using System.Net;
using Gateway.Policies.AccessLog;
using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.Jwt;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Events;
using Gateway.Policies.Redis;

namespace Gateway.Policies.Configuration;

/// <summary>Settings of the whole gateway: the member "Gateway" of the configuration file.</summary>
public sealed class GatewayOptions
{
    /// <summary>
    /// Hosts that clients use, without port. The first one is where a redirect goes when the requested host is not one of them.
    /// Requests for any other host are refused (421).
    /// </summary>
    [RequiredMember]
    [AllowedCount(1, 256)]
    [AllowedPattern(@"^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$", "a lower-case host name, \"*.\" and a host name, or an IP address")]
    public List<string> PublicHosts { get; set; } = [];

    /// <summary>
    /// Runs a built-in echo backend with made-up keys, for trying the gateway out. Only with listeners on loopback addresses; the
    /// container image does not contain it. Default: false.
    /// </summary>
    public bool Demo { get; set; }

    /// <summary>The public listener.</summary>
    [RequiredMember]
    public HttpsOptions Https { get; set; } = new();

    /// <summary>The plain listener, which only redirects to https. Absent: no plain listener.</summary>
    public HttpOptions? Http { get; set; }

    /// <summary>The listener for probes: /healthz, /readyz and /metrics. Absent: none.</summary>
    public HealthOptions? Health { get; set; }

    /// <summary>The listener for operators: /config, /config/reload, /routes, /keys. Absent: none.</summary>
    public AdminOptions? Admin { get; set; }

    /// <summary>How the process stops after SIGTERM.</summary>
    public DrainOptions Drain { get; set; } = new();

    /// <summary>What one connection, one request and all of them together may take.</summary>
    public LimitsOptions Limits { get; set; } = new();

    /// <summary>How strictly a request is read before routing.</summary>
    public CanonicalRequestOptions CanonicalRequest { get; set; } = new();

    /// <summary>Networks of the proxies in front of the gateway. Forwarded headers, request ids and the PROXY protocol are believed from these only. Default: none.</summary>
    [AllowedCount(0, 1024)]
    public List<IPNetwork> TrustedProxies { get; set; } = [];

    /// <summary>The Redis server that replicas share limits and, where a set says so, API keys through. Absent: each replica counts by itself.</summary>
    public RedisOptions? Redis { get; set; }

    /// <summary>Named token issuers; routes refer to them as "Jwt:NAME".</summary>
    public Dictionary<string, JwtOptions> Jwt { get; set; } = [];

    /// <summary>Named sets of API keys; routes refer to them as "ApiKey:NAME".</summary>
    public Dictionary<string, ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>Which permissions a role grants: role name to permissions. Authorization rules name permissions; callers bring roles.</summary>
    public Dictionary<string, List<string>> RolePermissions { get; set; } = [];

    /// <summary>Policies of every route. Each member is a policy; a route's sets and own policies are merged over it (RFC 7396).</summary>
    public ConfigObject? Policies { get; set; }

    /// <summary>Named groups of policies that routes refer to.</summary>
    public Dictionary<string, ConfigObject> PolicySets { get; set; } = [];

    /// <summary>Security events: where their records go, and how floods of refusals are held together.</summary>
    public EventOptions Events { get; set; } = new();

    /// <summary>The access log: one record per request. Default: off.</summary>
    public AccessLogOptions AccessLog { get; set; } = new();
}
