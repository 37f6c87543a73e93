using System.Globalization;

namespace Gateway.IntegrationTests.Support;

/// <summary>A cluster of three masters without replicas, each a real redis-server with a third of the slots. A dead node takes only its own slots away.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    public const int Slots = 16_384;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<RedisServer> _nodes = [];
    private readonly List<RedisServer> _standbys = [];

    /// <summary>The nodes, in the order of their slots.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>All of them, as an operator would write them.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(static n => n.Endpoint));

    public static async Task<RedisCluster> StartAsync(int nodes = 3)
    {
        var cluster = new RedisCluster();
        List<string> buses = [];
        for (var i = 0; i < nodes; i++)
        {
            // The usual port of the bus, 10,000 higher, does not exist for every free port.
            buses.Add(Text(RedisServer.FreePort()));
            cluster._nodes.Add(await StartNodeAsync(buses[i]));
        }

        for (var i = 0; i < nodes; i++)
        {
            var (first, last) = (Slots * i / nodes, (Slots * (i + 1) / nodes) - 1);
            await cluster.ExpectAsync("+OK", i, "CLUSTER", "ADDSLOTSRANGE", Text(first), Text(last));
            // Two nodes that begin with the same epoch would quarrel about slots later.
            await cluster.ExpectAsync("+OK", i, "CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
        }

        for (var i = 1; i < nodes; i++)
            await cluster.ExpectAsync("+OK", 0, "CLUSTER", "MEET", "127.0.0.1", Text(cluster._nodes[i].Port), buses[i]);
        await cluster.WholeAsync();
        return cluster;
    }

    /// <summary>Adds a replica of a node, which has everything that the node has.</summary>
    public async Task<RedisServer> AddReplicaAsync(RedisServer of)
    {
        var bus = Text(RedisServer.FreePort());
        var standby = await StartNodeAsync(bus);
        _standbys.Add(standby);
        await OkAsync(of, "CLUSTER", "MEET", "127.0.0.1", Text(standby.Port), bus);
        var id = await IdAsync(of);
        await Eventually.Async(
            async () => (await standby.TextAsync("CLUSTER", "INFO")).Contains($"cluster_slots_ok:{Slots}", StringComparison.Ordinal) && await standby.CommandAsync("CLUSTER", "REPLICATE", id) == "+OK",
            Patience,
            "the replica knows the cluster and its master");
        await Eventually.Async(async () => (await standby.TextAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), Patience, "the replica follows");
        var own = await IdAsync(standby);
        foreach (var node in _nodes)
            await Eventually.Async(async () => (await node.TextAsync("CLUSTER", "NODES")).Split('\n').Any(l => l.StartsWith(own, StringComparison.Ordinal) && l.Contains("slave", StringComparison.Ordinal)), Patience, $"node {node.Endpoint} knows the replica");
        return standby;
    }

    /// <summary>Waits until every node knows the owner of every slot.</summary>
    public async Task WholeAsync()
    {
        foreach (var node in _nodes)
        {
            await Eventually.Async(
                async () => await node.TextAsync("CLUSTER", "INFO") is var info && info.Contains("cluster_state:ok", StringComparison.Ordinal)
                    && info.Contains($"cluster_slots_ok:{Slots}", StringComparison.Ordinal),
                Patience,
                $"node {node.Endpoint} knows the whole cluster");
        }
    }

    /// <summary>The node that has the slots at which a slot lies when the cluster is made.</summary>
    public RedisServer NodeOf(int slot) => _nodes[Enumerable.Range(0, _nodes.Count).First(i => slot < Slots * (i + 1) / _nodes.Count)];

    /// <summary>The slot of a key, as the server computes it.</summary>
    public async Task<int> SlotAsync(string key) => int.Parse((await _nodes[0].CommandAsync("CLUSTER", "KEYSLOT", key))[1..], CultureInfo.InvariantCulture);

    /// <summary>Begins to move a slot: keys that are not there any more are asked for at the target (ASK).</summary>
    public async Task BeginMoveAsync(int slot, RedisServer from, RedisServer to)
    {
        await OkAsync(to, "CLUSTER", "SETSLOT", Text(slot), "IMPORTING", await IdAsync(from));
        await OkAsync(from, "CLUSTER", "SETSLOT", Text(slot), "MIGRATING", await IdAsync(to));
    }

    /// <summary>Ends it: the slot is the target's (MOVED). Its keys have to be there already.</summary>
    public async Task EndMoveAsync(int slot, RedisServer to)
    {
        var id = await IdAsync(to);
        await OkAsync(to, "CLUSTER", "SETSLOT", Text(slot), "NODE", id);
        foreach (var node in _nodes) await OkAsync(node, "CLUSTER", "SETSLOT", Text(slot), "NODE", id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Concat(_standbys)) await node.DisposeAsync();
    }

    private static Task<RedisServer> StartNodeAsync(string bus) => RedisServer.StartAsync(
        "--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Task<string> IdAsync(RedisServer node) => node.TextAsync("CLUSTER", "MYID");

    private static async Task OkAsync(RedisServer node, params string[] command) => Assert.Equal("+OK", await node.CommandAsync(command));

    private async Task ExpectAsync(string expected, int node, params string[] command) => Assert.Equal(expected, await _nodes[node].CommandAsync(command));
}
