using System.Buffers;
using Gateway.Policies.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Authentication;

/// <summary>The headers that one identity becomes under one map.</summary>
internal sealed record ForwardedIdentity(IdentityProjection Projection, KeyValuePair<string, StringValues>[] Headers);

/// <summary>Turns a verified identity into the headers that the backend gets, once per identity.</summary>
/// <remarks>
/// A value that cannot stand in a header unchanged is never repaired: control characters (ATTACKS H7), non-ASCII (YARP would fail the
/// request), a separator inside an element of a list (one role "a,admin" would read as two), or more than 4,096 characters. The backend
/// then gets no header of that name, which it has to read as "does not have it", and an event says so.
/// </remarks>
internal sealed class IdentityProjection(IEnumerable<KeyValuePair<string, string>> map, IEventSink events)
{
    private const int MaxValueLength = 4096;

    private static readonly SearchValues<char> Printable = SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(static c => (char)c)]);

    private readonly KeyValuePair<string, string>[] _map = [.. map];

    /// <summary>Sets the identity's headers on the request that goes to the backend.</summary>
    public void Apply(IHeaderDictionary headers, CallerIdentity identity)
    {
        var forwarded = identity.Forwarded;
        if (forwarded is null || !ReferenceEquals(forwarded.Projection, this))
            identity.Forwarded = forwarded = new ForwardedIdentity(this, Project(identity));
        foreach (var header in forwarded.Headers) headers[header.Key] = header.Value;
    }

    private KeyValuePair<string, StringValues>[] Project(CallerIdentity identity)
    {
        var headers = new List<KeyValuePair<string, StringValues>>(_map.Length);
        foreach (var (name, claim) in _map)
        {
            var separator = claim is IdentityClaims.Scope ? ' ' : ',';
            var values = Values(identity, claim);
            if (values.Length == 0) continue;
            if (!IsForwardable(values, claim, separator)) Report(identity, name, claim);
            else headers.Add(new(name, string.Join(separator, values)));
        }

        return [.. headers];
    }

    private static string[] Values(CallerIdentity identity, string claim) => claim switch
    {
        IdentityClaims.Consumer => [identity.Consumer],
        IdentityClaims.Scheme => [identity.Scheme],
        IdentityClaims.Scope => [.. identity.Scopes.Order(StringComparer.Ordinal)],
        IdentityClaims.Roles => [.. identity.Roles.Order(StringComparer.Ordinal)],
        _ => identity.ClaimValues(claim).ToArray(),
    };

    private static bool IsForwardable(string[] values, string claim, char separator)
    {
        var single = IdentityClaims.HasOneValue(claim);
        if (single && values.Length != 1) return false;
        var length = values.Length - 1;
        foreach (var value in values)
        {
            length += value.Length;
            if (value.Length == 0 || value[0] == ' ' || value[^1] == ' ') return false;
            if (value.AsSpan().ContainsAnyExcept(Printable)) return false;
            if (!single && value.Contains(separator)) return false;
        }

        return length <= MaxValueLength;
    }

    private void Report(CallerIdentity identity, string header, string claim) => events.Write(new SecurityEvent
    {
        Event = "identity.header.dropped",
        Outcome = "failure",
        Policy = "Authentication",
        Reason = "identity-value-not-forwardable",
        Note = $"header {header}, claim {claim}",
        Consumer = identity.Consumer,
    });
}
