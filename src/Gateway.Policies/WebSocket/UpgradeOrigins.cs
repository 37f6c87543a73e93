using Gateway.Policies.Cors;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.WebSocket;

/// <summary>
/// Which pages may open a WebSocket. The same-origin policy does not hold for them: any page may open one anywhere, with the cookies of its
/// visitor, and read what comes back (cross-site WebSocket hijacking). Origin is all that tells (RFC 6455 section 10.2).
/// </summary>
internal sealed class UpgradeOrigins(IReadOnlyCollection<string> origins, bool required)
{
    private readonly bool _any = origins.Contains("*");
    private readonly OriginMatcher _matcher = new(origins.Where(static o => o != "*"));

    public bool Allows(HttpRequest request)
    {
        var values = request.Headers.Origin;
        if (values.Count == 0) return !required;
        // Of two, the gateway and the browser could mean different ones.
        if (values.Count > 1 || values[0] is not { } origin) return false;
        return _any || IsOwn(origin, request) || _matcher.Allows(origin);
    }

    // Browsers leave out the default port, clients may write it into Host.
    private static bool IsOwn(ReadOnlySpan<char> origin, HttpRequest request)
    {
        var scheme = request.Scheme;
        if (!origin.StartsWith(scheme, StringComparison.Ordinal) || !origin[scheme.Length..].StartsWith("://", StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> host = request.Host.Value;
        var standard = scheme == "https" ? ":443" : ":80";
        if (host.EndsWith(standard, StringComparison.Ordinal)) host = host[..^standard.Length];
        return host.Length > 0 && origin[(scheme.Length + 3)..].SequenceEqual(host);
    }
}
