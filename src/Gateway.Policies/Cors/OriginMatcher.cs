using System.Collections.Frozen;

namespace Gateway.Policies.Cors;

/// <summary>
/// Decides whether an Origin header names an allowed origin. The comparison is ordinal on the serialised form (RFC 6454 section 6.2):
/// browsers send scheme and host in lower case, without default port, userinfo, path or trailing dot, so that any other form is no
/// browser's and simply does not match. Nothing is parsed, decoded or normalised: every repair of an origin has been a bypass somewhere.
/// </summary>
internal sealed class OriginMatcher
{
    private readonly FrozenSet<string> _exact;
    private readonly SubdomainPattern[] _patterns;

    /// <param name="origins">Exact origins and subdomain patterns; validated before. "*" is not one of them.</param>
    public OriginMatcher(IEnumerable<string> origins)
    {
        var exact = new List<string>();
        var patterns = new List<SubdomainPattern>();
        foreach (var origin in origins)
        {
            if (SubdomainPattern.TryParse(origin, out var pattern)) patterns.Add(pattern);
            else exact.Add(origin);
        }

        _exact = exact.ToFrozenSet(StringComparer.Ordinal);
        _patterns = [.. patterns];
    }

    public bool Allows(string origin)
    {
        if (_exact.Contains(origin)) return true;
        foreach (var pattern in _patterns)
            if (pattern.Matches(origin)) return true;
        return false;
    }
}
