using System.Collections.Frozen;
using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Lets only our own hosts in, under one spelling: lower case, no trailing dot, and no port except a public one that is not 443.
/// A port that the client made up would otherwise end in links and caches behind the gateway.
/// </summary>
internal sealed class HostGate
{
    private const int DefaultPort = 443;

    private readonly FrozenSet<string> _canonical;
    private readonly FrozenSet<string> _exact;
    private readonly FrozenSet<string> _wildcardSuffixes;
    private readonly int _publicPort;

    /// <param name="publicHosts">Host names, "*." and a host name (one label), or IP addresses; v6 in brackets.</param>
    /// <param name="publicPort">The port that clients use; 0 when it is not known before listening.</param>
    public HostGate(IEnumerable<string> publicHosts, int publicPort = DefaultPort)
    {
        // 0 takes any free port: clients of such a listener have no port of their own to keep.
        _publicPort = publicPort is 0 ? DefaultPort : publicPort;
        var exact = new HashSet<string>(StringComparer.Ordinal);
        var suffixes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var host in publicHosts)
        {
            if (host.StartsWith("*.", StringComparison.Ordinal)) suffixes.Add(host[1..].ToLowerInvariant());
            else exact.Add(HostName.TryParse(host, out var name, out _) ? name : host.ToLowerInvariant());
        }

        _exact = exact.ToFrozenSet(StringComparer.Ordinal);
        _wildcardSuffixes = suffixes.ToFrozenSet(StringComparer.Ordinal);
        _canonical = exact.Concat(exact.Where(_ => _publicPort != DefaultPort).Select(h => $"{h}:{_publicPort}"))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Null when the host is ours; the Host field, and so <see cref="HttpRequest.Host"/>, then has the canonical spelling.</summary>
    public Rejection? Inspect(HttpRequest request)
    {
        // The field itself: HttpRequest.Host decodes punycode, so "xn--…" in PublicHosts would never be found.
        var fields = request.Headers.Host;
        if (fields.Count > 1) return CanonicalRejections.HeaderRepeated;
        var given = fields.Count == 0 ? null : fields[0];
        if (string.IsNullOrEmpty(given)) return CanonicalRejections.HostMissing;
        if (_canonical.Contains(given)) return null;
        if (!TryCanonicalize(given, out var canonical)) return CanonicalRejections.HostMalformed;
        if (!IsOurs(canonical)) return CanonicalRejections.HostNotPublic;
        if (!string.Equals(given, canonical, StringComparison.Ordinal)) request.Headers.Host = canonical;
        return null;
    }

    /// <summary>The canonical spelling of an authority; false when it is not one, has user information, or more than one host.</summary>
    public bool TryCanonicalize(string authority, out string canonical)
    {
        if (!HostName.TryParse(authority, out canonical, out var port)) return false;
        if (port == _publicPort && port != DefaultPort) canonical = $"{canonical}:{port}";
        return true;
    }

    private bool IsOurs(string canonical)
    {
        var name = canonical.AsSpan();
        if (name[0] != '[' && name.IndexOf(':') is var colon and >= 0) name = name[..colon];
        else if (name[0] == '[') name = name[..(name.IndexOf(']') + 1)];
        if (_exact.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name)) return true;
        var dot = name.IndexOf('.');
        return dot > 0 && _wildcardSuffixes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name[dot..]);
    }
}
