namespace Gateway.Policies.RequestLimits.Buffering;

/// <summary>
/// The memory that buffered request bodies may hold in the whole process. Without it, a limit per request times the number of
/// connections is what an attacker can make the gateway allocate.
/// </summary>
internal sealed class RequestBodyBudget(long limitBytes = RequestBodyBudget.DefaultLimitBytes)
{
    public const long DefaultLimitBytes = 256L << 20;

    private long _limit = limitBytes;
    private long _used;

    /// <summary>Lowering it takes nothing away from bodies that are held already.</summary>
    public long LimitBytes
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    public long UsedBytes => Volatile.Read(ref _used);

    /// <summary>Takes the bytes, or nothing at all.</summary>
    public bool TryTake(long bytes)
    {
        var used = Volatile.Read(ref _used);
        while (used + bytes <= LimitBytes)
        {
            var seen = Interlocked.CompareExchange(ref _used, used + bytes, used);
            if (seen == used) return true;
            used = seen;
        }

        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
