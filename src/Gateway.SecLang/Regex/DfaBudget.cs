namespace Gateway.SecLang.Regex;

/// <summary>
/// The memory that the automata of one rule set may fill together. Each has a bound of its own, but hundreds of them filled to it by an attacker would be a gigabyte.
/// When the bound is met, those that hold most begin anew until half of it is free: usual traffic needs few states of each, so that what an attack made goes and what it needs stays.
/// </summary>
internal sealed class DfaBudget(long maxBytes = DfaBudget.DefaultMaxBytes)
{
    /// <summary>All attacks of the Core Rule Set's own tests, at paranoia level 4, fill 2 MB of it.</summary>
    public const long DefaultMaxBytes = 32 * 1024 * 1024;

    private readonly List<LazyDfa> _members = [];
    private readonly Lock _lock = new();
    private long _used;
    private long _evictions;

    /// <summary>An estimate of the bytes in use; over the bound for the moment of an eviction only.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>How often automata had to begin anew for the shared bound.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    public void Add(LazyDfa member)
    {
        lock (_lock) _members.Add(member);
        Charge(member.Bytes);
    }

    /// <summary>Notes growth (or, below zero, what went). Never called with the lock of a member held for eviction to need it.</summary>
    public void Charge(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) > maxBytes) Evict();
    }

    private void Evict()
    {
        // Whoever comes while another one evicts goes on: that one makes room for both.
        if (!_lock.TryEnter()) return;
        try
        {
            if (Used <= maxBytes) return;
            var held = 0L;
            var largest = new PriorityQueue<LazyDfa, long>(_members.Count);
            foreach (var member in _members)
            {
                held += member.Bytes;
                largest.Enqueue(member, -member.Bytes);
            }

            while (held > maxBytes / 2 && largest.TryDequeue(out var member, out var size))
            {
                held += size + member.Forget();
                _evictions++;
            }

            // Counted anew: what threads charged meanwhile for states that are gone does not add up.
            Interlocked.Exchange(ref _used, held);
        }
        finally
        {
            _lock.Exit();
        }
    }
}
