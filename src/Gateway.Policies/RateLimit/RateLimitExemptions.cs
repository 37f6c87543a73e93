using System.Net;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.RateLimit;

/// <summary>Requests that a rule does not count. One match is enough; the other rules still apply.</summary>
public sealed class RateLimitExemptions
{
    /// <summary>Verified consumers, in the exact spelling of events and logs. Only for rules with Consumer or Claim: others run before anybody is verified. Default: none.</summary>
    [AllowedCount(0, 10_000)]
    [AllowedPattern("^[^\\u0000-\\u001f]{1,384}$", "1 to 384 characters, none of them a control character")]
    public List<string> Consumers { get; set; } = [];

    /// <summary>Networks of clients, e.g. "10.0.0.0/8". Default: none.</summary>
    [AllowedCount(0, 10_000)]
    public List<IPNetwork> Addresses { get; set; } = [];

    /// <summary>HTTP methods, e.g. "OPTIONS". Default: none.</summary>
    [AllowedCount(0, 32)]
    [AllowedPattern(@"^[A-Z][A-Z-]{0,31}$", "an HTTP method in upper case")]
    public List<string> Methods { get; set; } = [];
}
