using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Simulation.Store;

/// <summary>The scripts without Redis. A differential test compares it with them on a real server.</summary>
internal sealed class ModelStore
{
    public const long LeaseMicroseconds = 4_000_000;
    private const long MarginMicroseconds = 1_000_000, LongestWait = 500_000;
    private const int MostHolders = 64;
    private readonly Dictionary<UInt128, ModelBucket> _buckets = [];
    private readonly Dictionary<UInt128, ModelWindow> _windows = [];

    /// <summary>Forgets everything, as a server does that restarts without persistence.</summary>
    public void Clear()
    {
        _buckets.Clear();
        _windows.Clear();
    }

    /// <summary>As the last script left it; null for a bucket that none has touched.</summary>
    public ModelBucket? Find(UInt128 partition) => _buckets.GetValueOrDefault(partition);

    public ModelBucket Open(BucketRule rule, UInt128 partition, long now)
    {
        var parts = 10L * rule.Gcra.Denominator;
        if (!_buckets.TryGetValue(partition, out var bucket))
        {
            var one = rule.Gcra.Increment(1);
            _buckets[partition] = bucket = new ModelBucket(((Int128)one.Ticks * rule.Gcra.Denominator) + one.Part, rule.Burst, parts);
        }

        bucket.Advance(now);
        return bucket;
    }

    public ModelWindow Window(BucketRule rule, UInt128 partition, long now)
    {
        if (!_windows.TryGetValue(partition, out var window)) _windows[partition] = window = new ModelWindow(rule);
        window.Advance(now);
        return window;
    }

    public DrawReply Draw(BucketRule rule, UInt128 partition, string replica, in DrawTerms terms, long now)
    {
        if (rule.Periods is not null) return Window(rule, partition, now).Draw(replica, terms, now);
        var bucket = Open(rule, partition, now);
        var mine = bucket.Leases.Find(l => l.Replica == replica);
        if (mine is not null && mine.Sequence >= terms.Sequence) return new(-1, 0, default, 0, 0);
        bucket.Charge(now, terms.Debt, rule.MaxDebt);

        var held = bucket.Leases.Where(l => l.Replica != replica).ToList();
        var others = held.Sum(l => l.Permits);
        if (terms.Back > 0 && mine is not null && mine.Sequence == terms.Base && terms.Back <= mine.Permits)
        {
            bucket.Spend(-terms.Back);
            bucket.Lack(now, others + terms.Kept);
        }

        var before = Time(rule, bucket.Relative(now));
        var left = Math.Max(0, bucket.Left(now));
        var admitted = terms.Cost == 0 ? terms.Count : (int)Math.Min(terms.Count, left / terms.Cost);
        bucket.Spend((long)admitted * terms.Cost);
        left -= (long)admitted * terms.Cost;

        var isKnown = mine is not null || held.Count < MostHolders;
        var isOn = held.Exists(l => l.Turn > now);
        var length = left < (isOn ? 4L : 2L) * terms.Batch ? terms.Turn : 0;
        var granted = 0;
        if (admitted == terms.Count && terms.Want > 0 && isKnown)
        {
            // A lease of a turn is spent when it has a second left, or never.
            var live = held.Where(l => l.Turn is null || l.Ends - now > MarginMicroseconds).Sum(l => l.Permits);
            var share = length > 0 ? Math.Min(Math.Min(terms.Limit - live, terms.Most - others), left > terms.Batch ? terms.Limit : terms.Batch / 2) : Math.Min(terms.Limit / (held.Count + 1), terms.Limit - live);
            granted = (int)Math.Max(0, Math.Min(Math.Min(terms.Want, share - terms.Kept), Math.Max(left / 2, Math.Min(terms.Batch, left))));
            bucket.Spend(granted);
        }

        bucket.Leases.RemoveAll(l => l.Replica == replica);
        var lease = new ModelLease(replica, terms.Kept + granted, now + LeaseMicroseconds, terms.Sequence);
        if (length > 0) lease = lease with { Ends = now + terms.Live + MarginMicroseconds, Turn = NextTurn(held, terms, now) };
        if (terms.Kept + granted > 0 || (terms.Want > 0 && isKnown)) bucket.Leases.Add(lease);
        return new(admitted, granted, before, held.Count + 1, others, (int)((lease.Turn ?? now) - now));
    }

    // Behind the last one that was given out; not before what is taken now is spent, nor later than people would wait.
    private static long NextTurn(List<ModelLease> others, in DrawTerms terms, long now)
    {
        var last = others.Max(l => l.Turn) ?? 0;
        return Math.Max(now + terms.Live, Math.Min(last + terms.Turn, now + LongestWait));
    }

    public CheckReply Check(ReadOnlySpan<RateLimitTake> takes, ReadOnlySpan<int> debts, long now)
    {
        var before = new GcraTime[takes.Length];
        var starts = new Dictionary<ModelBucket, Int128>();
        var windows = new Dictionary<ModelWindow, long>();
        var isAdmitted = true;
        for (var i = 0; i < takes.Length; i++)
        {
            if (takes[i].Rule.Periods is not null)
            {
                var window = Window(takes[i].Rule, takes[i].Partition, now);
                if (windows.TryAdd(window, 0)) window.Charge(debts[i], now);
                var fits = window.Left >= takes[i].Cost;
                before[i] = new(10 * (fits ? window.AllBackIn(now) : window.OpensIn(takes[i].Cost, now)), (uint)window.Used);
                if (fits) windows[window] += takes[i].Cost;
                if (fits) window.Add(takes[i].Cost, now);
                isAdmitted &= fits;
                continue;
            }

            var bucket = Open(takes[i].Rule, takes[i].Partition, now);
            if (!starts.ContainsKey(bucket))
            {
                bucket.Charge(now, debts[i], takes[i].Rule.MaxDebt);
                starts.Add(bucket, bucket.Arrival);
            }

            before[i] = Time(takes[i].Rule, bucket.Relative(now));
            if (bucket.Left(now) >= takes[i].Cost) bucket.Spend(takes[i].Cost);
            else isAdmitted = false;
        }

        if (!isAdmitted)
        {
            foreach (var (bucket, arrival) in starts) bucket.Arrival = arrival;
            foreach (var (window, taken) in windows) window.Add(-taken, now);
        }

        return new(isAdmitted, before);
    }

    /// <summary>Charges what a take cost more than was paid; false when a bound cut it.</summary>
    public bool Settle(BucketRule rule, UInt128 partition, int missing, long now) => Open(rule, partition, now).Charge(now, missing, rule.MaxDebt);

    private static GcraTime Time(BucketRule rule, Int128 parts)
    {
        var (ticks, part) = Int128.DivRem(parts, rule.Gcra.Denominator);
        return new((long)ticks, (uint)part);
    }
}
