using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.ConcurrencyLimit;

/// <summary>
/// How many requests may be in flight at once. Each member whose name starts with a lower-case letter is a rule; a request needs a slot of
/// every rule and gives it back when its response has ended. Nothing is queued.
/// </summary>
public sealed class ConcurrencyLimitOptions : PolicyOptions
{
    /// <summary>Leading bits of a v6 address that count as one client in "Address", because a customer usually holds a whole /64. 32 to 128. Default: 64.</summary>
    [AllowedRange(32, 128)]
    public int Ipv6PrefixLength { get; set; } = 64;

    /// <summary>
    /// The rules under names of your choice; at most 16. Rules with the same name and the same values share their slots over all routes,
    /// unless By contains "Route".
    /// </summary>
    [NamedEntries]
    [AllowedPattern("^[a-z][A-Za-z0-9-]{0,63}$", "a lower-case letter, then letters, digits and '-', 64 in all")]
    public Dictionary<string, ConcurrencyLimitRule> Rules { get; set; } = [];
}
