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

    /// <summary>Permits that the server counts in a window, those of leases included.</summary>
    public long Used(BucketRule rule, UInt128 partition) => _model.Window(rule, partition, world.Microseconds).Used;

    /// <summary>Permits by which what the server would give and replicas could spend exceeds what a judge allows; 0 or less when nothing is wrong.</summary>
    public long Breach(BucketRule rule, UInt128 partition, long unspent)
    {
        var judge = judges.Of(rule, partition);
        if (judge is TrueWindow window) return window.Counted(world.Now) + unspent - Used(rule, partition);
        var bucket = (TrueBucket)judge;
        var over = Level(rule, partition) + (unspent * bucket.Interval) - bucket.Level(world.Now);
        return over <= 0 ? 0 : (long)((over + bucket.Interval - 1) / bucket.Interval);
    }

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
    private readonly Dictionary<UInt128, IJudge> _buckets = [];

    public IEnumerable<IJudge> All => _buckets.Values;

    public long Excess => _buckets.Values.Select(static b => b.Excess).DefaultIfEmpty().Max();

    public long Admitted => _buckets.Values.Sum(static b => b.Admitted);

    public IJudge Of(BucketRule rule, UInt128 partition) =>
        _buckets.TryGetValue(partition, out var judge) ? judge : _buckets[partition] = IJudge.Of(rule);
}
