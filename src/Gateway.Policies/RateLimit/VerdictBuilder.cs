namespace Gateway.Policies.RateLimit;

/// <summary>Finds the take that the verdict is told by: see <see cref="RateLimitVerdict"/>.</summary>
internal struct VerdictBuilder(long now)
{
    private int _limiting = -1;
    private int _tightest = -1;
    private long _requestsLeft;
    private long _remaining;
    private long _waitTicks;
    private long _fullTicks;

    public readonly bool IsAdmitted => _limiting < 0;

    public void Admit(int index, in RateLimitTake take, GcraTime after)
    {
        if (take.Rule.Periods is not null)
        {
            AdmitWindow(index, take, after.Part, after.Ticks - now);
            return;
        }

        if (!IsAdmitted || !take.Rule.IsPerClient) return;
        var gcra = take.Rule.Gcra;
        var remaining = gcra.Remaining(after, now);
        var requestsLeft = remaining / Math.Max(1, take.Cost);
        if (_tightest >= 0 && requestsLeft >= _requestsLeft) return;
        (_tightest, _requestsLeft, _remaining) = (index, requestsLeft, remaining);
        gcra.TryTake(after, now, take.Rule.Increment(take.Cost), out _, out var wait);
        _waitTicks = Math.Max(0, wait);
        _fullTicks = after.Ticks - now + (after.Part > 0 ? 1 : 0);
    }

    /// <param name="index">The take.</param>
    /// <param name="take">Of a rule that counts in windows.</param>
    /// <param name="used">Permits taken in the window, these included.</param>
    /// <param name="fullTicks">Until all of them are free again.</param>
    public void AdmitWindow(int index, in RateLimitTake take, long used, long fullTicks)
    {
        if (!IsAdmitted || !take.Rule.IsPerClient) return;
        var remaining = Math.Max(0, take.Rule.Burst - used);
        var requestsLeft = remaining / Math.Max(1, take.Cost);
        if (_tightest >= 0 && requestsLeft >= _requestsLeft) return;
        (_tightest, _requestsLeft, _remaining) = (index, requestsLeft, remaining);
        _fullTicks = Math.Max(0, fullTicks);
        _waitTicks = remaining < take.Cost ? _fullTicks : 0;
    }

    public void Refuse(int index, long remaining, long waitTicks, long fullTicks)
    {
        if (!IsAdmitted && waitTicks <= _waitTicks) return;
        (_limiting, _remaining, _waitTicks, _fullTicks) = (index, remaining, waitTicks, fullTicks);
    }

    /// <param name="index">The take.</param>
    /// <param name="level">Its bucket, untaken.</param>
    /// <param name="waitTicks">Until it would give.</param>
    /// <param name="rule">The limit.</param>
    public void Refuse(int index, GcraTime level, long waitTicks, BucketRule rule)
    {
        if (rule.Periods is not null)
        {
            Refuse(index, Math.Max(0, rule.Burst - (long)level.Part), waitTicks, waitTicks);
            return;
        }

        var full = Math.Max(0, level.Ticks - now + (level.Part > 0 ? 1 : 0));
        Refuse(index, rule.Gcra.Remaining(level, now), waitTicks, full);
    }

    public readonly RateLimitVerdict Build(bool overflowed) => new()
    {
        IsAdmitted = IsAdmitted,
        RuleIndex = IsAdmitted ? _tightest : _limiting,
        Remaining = _remaining,
        RetryAfter = TimeSpan.FromTicks(_waitTicks),
        FullIn = TimeSpan.FromTicks(_fullTicks),
        Overflowed = overflowed,
    };
}
