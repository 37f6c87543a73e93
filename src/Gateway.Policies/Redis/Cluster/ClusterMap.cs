using System.Net;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Cluster;

/// <summary>Which master of a cluster has which slot, as far as the client knows. The client follows redirections by itself; this is for breakers.</summary>
internal sealed class ClusterMap
{
    private readonly string?[] _owners = new string?[HashSlot.Count];

    private ClusterMap()
    {
    }

    /// <summary>The master of a slot; null for a slot that nobody is known to have.</summary>
    public string? OwnerOf(int slot) => Volatile.Read(ref _owners[slot]);

    /// <summary>A server said that a slot is elsewhere.</summary>
    public void Move(int slot, EndPoint to) => Volatile.Write(ref _owners[slot], to.ToString());

    /// <summary>Null when the servers are no cluster, or none of them has answered.</summary>
    public static ClusterMap? Of(ConnectionMultiplexer multiplexer)
    {
        ClusterMap? map = null;
        foreach (var endpoint in multiplexer.GetEndPoints())
        {
            var server = multiplexer.GetServer(endpoint);
            if (!server.IsConnected || server.ServerType is not ServerType.Cluster || server.ClusterConfiguration is not { } configuration) continue;
            map ??= new ClusterMap();
            foreach (var node in configuration.Nodes)
                if (!node.IsSlave) map.Add(node);
        }

        return map;
    }

    private void Add(ClusterNode node)
    {
        var name = node.EndPoint?.ToString();
        foreach (var range in node.Slots)
            for (var slot = range.From; slot <= range.To; slot++) _owners[slot] = name;
    }
}
