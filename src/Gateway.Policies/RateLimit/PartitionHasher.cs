using System.Net;
using Gateway.Policies.Hashing;
using Gateway.Policies.Networking;
using Gateway.Policies.Pipeline;
using Gateway.Policies.RateLimit.Usage;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.RateLimit;

/// <summary>
/// Turns a request into the 128-bit name of the bucket that a rule counts it in. An absent value is a value of its own: whoever leaves
/// a header out shares one bucket with everybody else who does, and is never unlimited.
/// </summary>
internal sealed class PartitionHasher(SipHash128 rule, PartitionKey[] keys, int ipv6PrefixLength, string routeId, string pathTemplate, SipHash128? place = null)
{
    private const ulong Absent = ulong.MaxValue;

    // Routing compares paths without regard to case.
    private readonly string _template = pathTemplate.TrimStart('/').ToLowerInvariant();
    private readonly UInt128 _ipv6Mask = UInt128.MaxValue << (128 - ipv6PrefixLength);

    // Null for a store that has one place only.
    private readonly PartitionKey[]? _placeKeys = place is null ? null : PartitionPlace.Keys(keys);
    private readonly SipHash128 _place = place.GetValueOrDefault();

    public UInt128 Hash(Exchange exchange)
    {
        var partition = Hash(rule, keys, exchange);
        return _placeKeys is null ? partition : PartitionPlace.Put(partition, Hash(_place, _placeKeys, exchange));
    }

    private UInt128 Hash(SipHash128 hash, PartitionKey[] by, Exchange exchange)
    {
        foreach (var key in by)
        {
            switch (key.Kind)
            {
                case PartitionKeyKind.Address: AddAddress(ref hash, exchange.ClientAddress); break;
                case PartitionKeyKind.Consumer: AddText(ref hash, exchange.Identity?.Consumer); break;
                case PartitionKeyKind.Claim: AddText(ref hash, ClaimLookup.First(exchange.Identity?.Principal, key.Name)); break;
                case PartitionKeyKind.Header: AddHeader(ref hash, exchange, key.Name); break;
                case PartitionKeyKind.Cookie: AddCookies(ref hash, exchange.Context.Request.Headers.Cookie, key.Name); break;
                case PartitionKeyKind.Route: hash.Add(routeId); break;
                case PartitionKeyKind.RouteTemplate: hash.Add(_template); break;
                default: break;
            }
        }

        return hash.Finish();
    }

    /// <summary>
    /// The bucket of a client that an operator describes; false when a value that the rule tells clients apart by is not given. A claim,
    /// header or cookie that comes more than once cannot be described.
    /// </summary>
    public bool TryHash(ClientDescription client, out UInt128 partition)
    {
        if (!TryHash(rule, keys, client, out partition)) return false;
        if (_placeKeys is not null && TryHash(_place, _placeKeys, client, out var where)) partition = PartitionPlace.Put(partition, where);
        return true;
    }

    private bool TryHash(SipHash128 hash, PartitionKey[] by, ClientDescription client, out UInt128 partition)
    {
        partition = default;
        foreach (var key in by)
        {
            switch (key.Kind)
            {
                case PartitionKeyKind.Global: break;
                case PartitionKeyKind.Route: hash.Add(routeId); break;
                case PartitionKeyKind.RouteTemplate: hash.Add(_template); break;
                case PartitionKeyKind.Address when client.Address is { } address: AddAddress(ref hash, address); break;
                case PartitionKeyKind.Address: return false;
                default:
                    if (client.Value(key) is not { } value) return false;
                    AddText(ref hash, value);
                    // See AddCookies.
                    if (key.Kind is PartitionKeyKind.Cookie) hash.Add(Absent - 1);
                    break;
            }
        }

        partition = hash.Finish();
        return true;
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

    // Every cookie of that name, in order: which one a backend would believe is not known here. Read in place, because the framework's
    // own reader makes a dictionary of all cookies of the request.
    private static void AddCookies(ref SipHash128 hash, in StringValues lines, string name)
    {
        var found = 0UL;
        foreach (var line in lines)
        {
            var rest = line.AsSpan();
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf(';');
                var pair = end < 0 ? rest : rest[..end];
                rest = end < 0 ? default : rest[(end + 1)..];
                var equals = pair.IndexOf('=');
                if (equals < 0 || !pair[..equals].Trim(" \t").Equals(name, StringComparison.Ordinal)) continue;
                var value = pair[(equals + 1)..].Trim(" \t");
                if (value.IsEmpty) continue;
                hash.Add(value);
                found++;
            }
        }

        // No length of a text is near it, so that the end of the list cannot be taken for a value.
        hash.Add(Absent - found);
    }

    private static void AddText(ref SipHash128 hash, string? text)
    {
        if (string.IsNullOrEmpty(text)) hash.Add(Absent);
        else hash.Add(text);
    }
}
