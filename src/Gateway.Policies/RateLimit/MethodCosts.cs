namespace Gateway.Policies.RateLimit;

/// <summary>What a request takes by its method. A handful of entries: comparing them one by one beats hashing.</summary>
internal sealed class MethodCosts
{
    private readonly KeyValuePair<string, int>[] _costs;
    private readonly int _otherwise;

    public MethodCosts(RateLimitRule rule)
    {
        _costs = [.. rule.Costs];
        _otherwise = rule.Cost;
    }

    public int Of(string method)
    {
        foreach (var (name, cost) in _costs)
            if (string.Equals(name, method, StringComparison.Ordinal)) return cost;
        return _otherwise;
    }
}
