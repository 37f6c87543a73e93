using System.Collections.Frozen;
using Gateway.Policies.Networking;
using Gateway.Policies.Pipeline;

namespace Gateway.Policies.RateLimit;

/// <summary>Compiled <see cref="RateLimitExemptions"/>.</summary>
internal sealed class Exemptions
{
    private readonly FrozenSet<string> _consumers;
    private readonly NetworkSet? _addresses;
    private readonly string[] _methods;

    private Exemptions(RateLimitExemptions options)
    {
        _consumers = options.Consumers.ToFrozenSet(StringComparer.Ordinal);
        _addresses = options.Addresses.Count == 0 ? null : new NetworkSet(options.Addresses);
        _methods = [.. options.Methods];
    }

    /// <summary>Null when nobody is exempt.</summary>
    public static Exemptions? From(RateLimitExemptions? options) =>
        options is null or { Consumers.Count: 0, Addresses.Count: 0, Methods.Count: 0 } ? null : new(options);

    public bool Covers(Exchange exchange)
    {
        if (_methods.Length > 0 && Array.IndexOf(_methods, exchange.Context.Request.Method) >= 0) return true;
        if (_addresses is not null && _addresses.Contains(exchange.ClientAddress)) return true;
        return _consumers.Count > 0 && exchange.Identity is { } identity && _consumers.Contains(identity.Consumer);
    }
}
