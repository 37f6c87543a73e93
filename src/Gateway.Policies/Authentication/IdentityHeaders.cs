using System.Collections.Frozen;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Headers that speak of an identity and that a client must not send (ATTACKS H4): a well-known list, and every name that any route
/// sets. They are removed from every request before the first stage, whatever the route, its mode or its outcome, so that what a
/// backend reads in them always comes from the gateway. '-' and '_' are the same: CGI-like backends cannot tell them apart.
/// </summary>
internal sealed class IdentityHeaders
{
    private static readonly string[] WellKnownPrefixes =
    [
        "X-User-", "X-Consumer-", "X-Client-Cert", "X-Authenticated-", "X-Auth-Request-", "X-Remote-", "X-Credential-", "X-SSL-Client-",
        "SSL-Client-", "X-Identity-", "X-MS-Client-Principal", "X-Goog-Authenticated-",
    ];

    private static readonly string[] WellKnownNames =
    [
        "X-User", "X-Username", "X-Email", "X-Groups", "X-Roles", "X-Scopes", "X-Subject", "X-Consumer", "X-Anonymous-Consumer",
        "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "X-Forwarded-Preferred-Username", "X-Forwarded-Access-Token",
        "X-Forwarded-Client-Cert", "X-WebAuth-User", "Remote-User", "Remote-Groups", "Remote-Email", "Remote-Name", "X-SSL-Cert",
        "X-ARR-ClientCert", "Client-Cert", "Client-Cert-Chain", "SSL-Client-Cert",
    ];

    // gRPC-Web clients name their software in it; it speaks of no identity.
    private const string UserAgent = "X-User-Agent";

    private readonly FrozenSet<string> _names;
    private readonly bool[] _firstLetters = new bool[128];

    /// <param name="configured">Names that routes set beside the well-known ones.</param>
    public IdentityHeaders(IEnumerable<string> configured)
    {
        _names = WellKnownNames.Concat(configured).ToFrozenSet(HeaderNameComparer.Instance);
        foreach (var name in _names.Concat(WellKnownPrefixes))
        {
            _firstLetters[char.ToLowerInvariant(name[0])] = true;
            _firstLetters[char.ToUpperInvariant(name[0])] = true;
        }
    }

    /// <summary>Only the well-known list.</summary>
    public static IdentityHeaders WellKnown { get; } = new([]);

    /// <summary>The well-known list and the names that any of these options set; options of other policies are passed over.</summary>
    public static IdentityHeaders Of(IEnumerable<PolicyOptions> effectiveOfAllRoutes) =>
        new(effectiveOfAllRoutes.OfType<AuthenticationOptions>().SelectMany(static o => o.IdentityHeaders.Keys));

    /// <summary>True for a header that a client must not send. Allocates nothing, so the canonical request's one walk over the headers can ask it.</summary>
    public bool Contains(string name)
    {
        if (name.Length == 0 || name[0] >= 128 || !_firstLetters[name[0]]) return false;
        if (_names.Contains(name)) return true;
        foreach (var prefix in WellKnownPrefixes)
            if (HeaderNameComparer.StartsWith(name, prefix)) return !name.Equals(UserAgent, StringComparison.OrdinalIgnoreCase);
        return false;
    }

    /// <summary>Removes every such header; returns how many there were.</summary>
    public int Remove(IHeaderDictionary headers)
    {
        List<string>? found = null;
        foreach (var header in headers)
            if (Contains(header.Key)) (found ??= []).Add(header.Key);
        if (found is null) return 0;
        foreach (var name in found) headers.Remove(name);
        return found.Count;
    }
}
