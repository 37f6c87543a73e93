using System.Net;
using Gateway.Policies.Networking;

namespace Gateway.Policies.IpAccess;

/// <summary>
/// Equal lists become one compiled set: a block list of 100,000 networks that a thousand routes inherit is held once.
/// Sets that no plan uses any more are let go.
/// </summary>
internal sealed class NetworkSetPool
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<NetworkSet>> _sets = [];

    public NetworkSet Get(IEnumerable<IPNetwork> networks)
    {
        var candidate = new NetworkSet(networks);
        lock (_gate)
        {
            _sets.RemoveAll(static w => !w.TryGetTarget(out _));
            foreach (var known in _sets)
                if (known.TryGetTarget(out var set) && set.SameAs(candidate)) return set;
            _sets.Add(new WeakReference<NetworkSet>(candidate));
            return candidate;
        }
    }
}
