using System.Net;
using Gateway.Policies.Configuration;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.IpAccess;

/// <summary>Which client addresses may use a route. At least one of the two lists has to have an entry.</summary>
public sealed class IpAccessOptions : PolicyOptions
{
    /// <summary>
    /// Networks that may use the route, e.g. "10.0.0.0/8" or "2001:db8::/32". With at least one entry, every other address is refused.
    /// Default: every address that Deny does not name.
    /// </summary>
    [AllowedCount(0, 100_000)]
    public List<IPNetwork> Allow { get; set; } = [];

    /// <summary>Networks that may not use the route, whatever Allow says. Default: none.</summary>
    [AllowedCount(0, 100_000)]
    public List<IPNetwork> Deny { get; set; } = [];
}
