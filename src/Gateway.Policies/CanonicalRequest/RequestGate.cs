using System.Net;
using Gateway.Policies.Authentication;
using Gateway.Policies.ForwardedHeaders;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>What the gate is compiled from, once per load of the configuration.</summary>
internal sealed record RequestGateSettings
{
    public required IReadOnlyList<string> PublicHosts { get; init; }

    /// <summary>The port that clients use; kept in the host towards backends when it is not 443.</summary>
    public int PublicPort { get; init; } = 443;

    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public CanonicalRequestOptions Options { get; init; } = new();

    /// <summary>Header names of API keys in the configuration: they may stand once only.</summary>
    public IReadOnlyList<string> CredentialHeaders { get; init; } = [];

    /// <summary>Headers that speak of an identity: removed from every request.</summary>
    public IdentityHeaders Identity { get; init; } = IdentityHeaders.WellKnown;

    /// <summary>The profiles of all clusters: what none of them allows is refused before routing.</summary>
    public IReadOnlyList<BackendProfile> Profiles { get; init; } = [];
}

/// <summary>
/// The first thing that every request meets, before routing. A request that passes has one method, host, path, query and set of header
/// fields, and everything after it uses those values. Allocates nothing for a request that is canonical already.
/// </summary>
internal sealed class RequestGate
{
    private readonly MethodGate _methods;
    private readonly HostGate _hosts;
    private readonly TargetGate _targets;
    private readonly ConnectionFields _connection;
    private readonly HeaderGate _headers;
    private readonly ClientAddressResolver _clients;

    public RequestGate(RequestGateSettings settings)
    {
        var options = settings.Options;
        string[] singletons = [.. options.SingletonHeaders, .. settings.CredentialHeaders];
        var allowed = PathTraits.None;
        foreach (var profile in settings.Profiles) allowed |= profile.Allowed;
        _methods = new MethodGate(options.ExtraMethods);
        _hosts = new HostGate(settings.PublicHosts, settings.PublicPort);
        _targets = new TargetGate(_hosts, allowed, options.MaxTargetLength);
        _connection = new ConnectionFields(singletons);
        _headers = new HeaderGate(
            new HeaderHygiene(options.RemoveHeaders, settings.Identity), singletons, options.HeadersWithUnderscores);
        _clients = new ClientAddressResolver(settings.TrustedProxies);
    }

    /// <summary>Null when the request is canonical; its features then hold the canonical values.</summary>
    public Rejection? Inspect(HttpContext context)
    {
        var request = context.Request;
        return _methods.Inspect(context)
            ?? FramingGate.Inspect(context)
            ?? _hosts.Inspect(request)
            ?? _targets.Inspect(context)
            ?? _connection.Inspect(request)
            ?? _clients.Resolve(context, out var trustedPeer)
            ?? _headers.Inspect(request.Headers, trustedPeer);
    }
}
