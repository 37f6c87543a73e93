using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Policies.RateLimit;

/// <summary>Which store counts a rule. Used when a plan is compiled.</summary>
internal sealed class RateLimitStores
{
    private readonly IRateLimitStore _store;
    private readonly LocalRateLimitStore? _local;

    public RateLimitStores(IServiceProvider services)
    {
        _store = services.GetRequiredService<IRateLimitStore>();
        if (_store.IsShared) _local = services.GetRequiredService<LocalRateLimitStore>();
    }

    public IRateLimitStore Of(RateLimitRule rule) => _local is null || rule.IsShared ? _store : _local;

    /// <summary>The store for the rules of one stage.</summary>
    public IRateLimitStore Of(RateLimitRule[] rules)
    {
        if (_local is null || Array.TrueForAll(rules, static r => r.IsShared)) return _store;
        if (!Array.Exists(rules, static r => r.IsShared)) return _local;
        return new MixedRateLimitStore(_local, _store);
    }
}
