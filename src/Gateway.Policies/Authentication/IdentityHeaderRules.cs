using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication;

/// <summary>
/// Which headers may carry an identity. A configured name is removed from every client's request on every route, so a name with another
/// meaning would break that meaning, or the framing of the request.
/// </summary>
internal static class IdentityHeaderRules
{
    private static readonly FrozenSet<string> Refused = new[]
    {
        // RFC 9110 section 7.6.1: hop by hop
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        // what the request is, or proves
        "Host", "Authorization", "Cookie", "Origin", "Referer", "Date", "Via", "Expect", "Range", "Max-Forwards", "Pragma", "Cache-Control", "User-Agent",
        // what the gateway itself says about the client
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP",
        "X-Request-Id", "traceparent", "tracestate", "baggage", "X-Content-Length", "X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL",
    }.ToFrozenSet(HeaderNameComparer.Instance);

    private static readonly string[] RefusedPrefixes = ["Content-", "Accept", "If-", "Access-Control-", "Sec-", "Grpc-"];

    private static readonly Regex Name = new("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static readonly Regex Claim = new(@"^[\x21-\x7e]{1,256}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    public static void Validate(Dictionary<string, string>? map, OptionsValidation validation)
    {
        var seen = new HashSet<string>(HeaderNameComparer.Instance);
        foreach (var (name, claim) in map ?? [])
        {
            var member = $"IdentityHeaders:{name}";
            if (!Name.IsMatch(name))
                validation.Error(member, $"the name \"{name}\"", "letters, digits and '-', at most 64 of them", ConfigErrorCode.InvalidValue);
            else if (IsRefused(name))
                validation.Error(member, "a header with a meaning of its own", "a header that only says who calls, e.g. X-Consumer", ConfigErrorCode.RefusedMember);
            else if (KeySetWithHeader(name, validation.Gateway) is { } set)
                validation.Error(member, $"the header that carries the keys of Gateway:ApiKeys:{set}", "another header", ConfigErrorCode.Conflict);
            else if (!seen.Add(name))
                validation.Error(member, $"\"{name}\" a second time in another spelling", "each header once", ConfigErrorCode.Conflict);
            if (claim is null || !Claim.IsMatch(claim))
                validation.Error(member, "no usable claim name", "\"consumer\", \"scope\", \"roles\", \"scheme\" or the name of a claim", ConfigErrorCode.InvalidValue);
        }
    }

    /// <summary>True for names that mean something else to HTTP or to the gateway.</summary>
    public static bool IsRefused(string name) =>
        Refused.Contains(name) || Array.Exists(RefusedPrefixes, prefix => HeaderNameComparer.StartsWith(name, prefix));

    private static string? KeySetWithHeader(string name, GatewayOptions gateway) =>
        gateway.ApiKeys.FirstOrDefault(set => HeaderNameComparer.Instance.Equals(set.Value.Header, name)).Key;
}
