using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// How many requests clients may send. Each member whose name starts with a lower-case letter is a rule; a request needs a permit of every
/// rule, and one that is refused takes none.
/// </summary>
public sealed class RateLimitOptions : PolicyOptions
{
    /// <summary>Tell clients their limits in RateLimit and RateLimit-Policy fields (draft-ietf-httpapi-ratelimit-headers). Default: true.</summary>
    public bool Headers { get; set; } = true;

    /// <summary>Leading bits of a v6 address that count as one client in "Address", because a customer usually holds a whole /64. 32 to 128. Default: 64.</summary>
    [AllowedRange(32, 128)]
    public int Ipv6PrefixLength { get; set; } = 64;

    /// <summary>
    /// The rules under names of your choice; at most 16. Rules with the same name and the same values share their buckets over all routes,
    /// unless By contains "Route".
    /// </summary>
    [NamedEntries]
    [AllowedPattern("^[a-z][A-Za-z0-9-]{0,63}$", "a lower-case letter, then letters, digits and '-', 64 in all")]
    public Dictionary<string, RateLimitRule> Rules { get; set; } = [];
}
