using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;
using Gateway.Simulation.Store;

namespace Gateway.Simulation;

/// <summary>The server: answers when it is up, and tells the judges what its decisions admitted.</summary>
internal sealed class SimulatedStore(World world, Judges judges)
{
    private readonly ModelStore _model = new();

    public bool IsUp { get; set; } = true;

    /// <summary>Scripts that were run.</summary>
    public long Calls { get; private set; }

    public void LoseMemory() => _model.Clear();

    /// <summary>Called after every script: what must hold can be looked at.</summary>
    public Action? Ran { get; set; }

    /// <summary>What the server's bucket holds, in parts of a tick.</summary>
    public Int128 Level(BucketRule rule, UInt128 partition) => _model.Open(rule, partition, world.Microseconds).Level(world.Microseconds);

    /// <summary>Runs a call; null when nobody answers.</summary>
    public object? Run(LeaseCall call, string replica)
    {
        if (!IsUp) return null;
        Calls++;
        var reply = Answer(call, replica);
        Ran?.Invoke();
        return reply;
    }

    private object Answer(LeaseCall call, string replica)
    {
        if (call is DrawCall draw)
        {
            var reply = _model.Draw(draw.Rule, draw.Partition, replica, draw.Terms, world.Microseconds);
            // Counted even if the answer will be too late: what is judged is the worst that can come of it.
            if (reply.Admitted > 0) judges.Of(draw.Rule, draw.Partition).Admit(world.Now, (long)reply.Admitted * draw.Terms.Cost);
            return reply;
        }

        var check = (CheckCall)call;
        var answer = _model.Check(check.Takes, check.Debts, world.Microseconds);
        if (!answer.IsAdmitted) return answer;
        foreach (var take in check.Takes) judges.Of(take.Rule, take.Partition).Admit(world.Now, take.Cost);
        return answer;
    }
}

/// <summary>A judge for each key.</summary>
internal sealed class Judges
{
    private readonly Dictionary<UInt128, TrueBucket> _buckets = [];

    public IEnumerable<TrueBucket> All => _buckets.Values;

    public long Excess => _buckets.Values.Select(static b => b.Excess).DefaultIfEmpty().Max();

    public long Admitted => _buckets.Values.Sum(static b => b.Admitted);

    public TrueBucket Of(BucketRule rule, UInt128 partition) =>
        _buckets.TryGetValue(partition, out var bucket) ? bucket : _buckets[partition] = new TrueBucket(rule);
}
