using System.Collections.Concurrent;

namespace Gateway.Policies.Redis;

/// <summary>The servers of the store: one, or the masters of a cluster as calls come to know them.</summary>
/// <param name="create">Makes a node; by its address, or null for the one that a server alone is.</param>
internal sealed class StoreNodes(Func<string?, StoreNode> create)
{
    // A cluster has a thousand nodes at most; addresses that come and go must not fill the memory.
    private const int Most = 2_000;
    private readonly ConcurrentDictionary<string, StoreNode> _masters = new(StringComparer.Ordinal);

    /// <summary>A server alone; in a cluster, what has no known master.</summary>
    public StoreNode Main { get; } = create(null);

    /// <summary>The worst of all.</summary>
    public BreakerState State
    {
        get
        {
            var worst = Main.Breaker.State;
            foreach (var (_, node) in _masters)
                if (node.Breaker.State > worst) worst = node.Breaker.State;
            return worst;
        }
    }

    /// <summary>At least one of them is asked.</summary>
    public bool AnyAsked => _masters.IsEmpty ? Main.Breaker.IsClosed : _masters.Any(static m => m.Value.Breaker.IsClosed);

    public int InFlight => Main.Budget.InFlight + _masters.Sum(static m => m.Value.Budget.InFlight);

    public StoreNode Of(string? master)
    {
        if (master is null) return Main;
        if (_masters.TryGetValue(master, out var node)) return node;
        return _masters.Count < Most ? _masters.GetOrAdd(master, create) : Main;
    }
}
