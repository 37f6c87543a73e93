using System.Net;
using System.Security.Claims;
using Gateway.Policies.Networking;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// Turns a request into the 128-bit name of the bucket that a rule counts it in. An absent value is a value of its own: whoever leaves
/// a header out shares one bucket with everybody else who does, and is never unlimited.
/// </summary>
internal sealed class PartitionHasher(SipHash128 rule, PartitionKey[] keys, int ipv6PrefixLength, string routeId)
{
    private const ulong Absent = ulong.MaxValue;
    private readonly UInt128 _ipv6Mask = UInt128.MaxValue << (128 - ipv6PrefixLength);

    public UInt128 Hash(Exchange exchange)
    {
        var hash = rule;
        foreach (var key in keys)
        {
            switch (key.Kind)
            {
                case PartitionKeyKind.Address: AddAddress(ref hash, exchange.ClientAddress); break;
                case PartitionKeyKind.Consumer: AddText(ref hash, exchange.Identity?.Consumer); break;
                case PartitionKeyKind.Claim: AddText(ref hash, FirstClaim(exchange.Identity?.Principal, key.Name)); break;
                case PartitionKeyKind.Header: AddHeader(ref hash, exchange, key.Name); break;
                case PartitionKeyKind.Route: hash.Add(routeId); break;
                default: break;
            }
        }

        return hash.Finish();
    }

    private void AddAddress(ref SipHash128 hash, IPAddress address)
    {
        var number = ClientAddress.ToNumber(address);
        var isV4 = ClientAddress.IsV4(address) || address.IsIPv4MappedToIPv6;
        // One customer holds a whole /64 and can use a new address for every request; v4 addresses count one by one.
        number = isV4 ? (uint)number : number & _ipv6Mask;
        hash.Add(isV4 ? 4UL : 6UL);
        hash.Add((ulong)(number >> 64));
        hash.Add((ulong)number);
    }

    private static void AddHeader(ref SipHash128 hash, Exchange exchange, string name)
    {
        if (!exchange.Context.Request.Headers.TryGetValue(name, out var values) || values.Count == 0)
        {
            hash.Add(Absent);
            return;
        }

        if (values.Count == 1)
        {
            AddText(ref hash, values[0]);
            return;
        }

        hash.Add(Absent - (ulong)values.Count);
        foreach (var value in values) AddText(ref hash, value);
    }

    private static void AddText(ref SipHash128 hash, string? text)
    {
        if (string.IsNullOrEmpty(text)) hash.Add(Absent);
        else hash.Add(text);
    }

    // The lists behind the two properties are walked as lists: their interface enumerators would allocate on every request.
    private static string? FirstClaim(ClaimsPrincipal? principal, string type)
    {
        if (principal is null) return null;
        if (principal.Identities is not List<ClaimsIdentity> identities) return Slow(principal, type);
        foreach (var identity in identities)
        {
            if (identity.Claims is not List<Claim> claims) return Slow(principal, type);
            foreach (var claim in claims)
                if (string.Equals(claim.Type, type, StringComparison.Ordinal)) return claim.Value;
        }

        return null;

        static string? Slow(ClaimsPrincipal principal, string type) =>
            principal.FindFirst(c => string.Equals(c.Type, type, StringComparison.Ordinal))?.Value;
    }
}
