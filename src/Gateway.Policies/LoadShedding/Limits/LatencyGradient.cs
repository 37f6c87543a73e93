namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// Learns how many requests a backend can have in flight without making them wait for each other. Each window multiplies the limit by
/// tolerance × baseline ÷ median latency (at most 1, at least ½), then adds room for half its square root: it settles where the backend's
/// queue is that long. The baseline is the latency without a queue: taken from windows that use little of the limit, and from
/// <see cref="BaselineProbe"/> where there are none. Knows no clock, thread or socket; the caller holds the lock.
/// </summary>
/// <param name="settings">Bounds and tolerance.</param>
/// <param name="random">0 to 1, to spread the probes of replicas.</param>
internal sealed class LatencyGradient(GradientSettings settings, Func<double> random)
{
    private const int WindowSamples = 10;
    private const double DroppedShare = 0.1;
    private const double AfterDrops = 0.9;
    private const double Smoothing = 0.5;
    private const double MuchFaster = 0.7;

    // When the limit has fallen by so much, the latency has to have followed if there is a queue.
    private const double Fall = 0.7;
    private const double Follows = 0.87;
    private const double Settled = 0.92;
    private static readonly long ShortestWindow = TimeSpan.FromMilliseconds(100).Ticks;
    private static readonly long BetweenProbes = TimeSpan.FromSeconds(5).Ticks;
    private readonly LatencyWindow _window = new();
    private readonly BaselineProbe _probe = new(settings.MinLimit);
    private double _limit = settings.InitialLimit;
    private double _limitBefore;
    private double _limitLast;
    private double _medianBefore;
    private double _baseline;
    private long _windowStart;
    private long _nextProbe;
    private long _earliestProbe;
    private int _probes;
    private int _dropped;
    private int _peak;

    /// <summary>What has been learned.</summary>
    public double Limit => _limit;

    /// <summary>What is let through now: the limit, or less while a probe runs.</summary>
    public double Allowed => _probe.Running ? _probe.Limit : _limit;

    public bool IsProbing => _probe.Running;

    /// <summary>Latency without a queue in ticks; 0 as long as it is unknown.</summary>
    public double Baseline => _baseline;

    /// <summary>A request has started. What comes back goes with its answer.</summary>
    public int Started(int inFlight)
    {
        if (inFlight > _peak) _peak = inFlight;
        return _probe.Join(inFlight);
    }

    /// <summary>A request was answered.</summary>
    /// <param name="now">Ticks of any clock that only goes forward.</param>
    /// <param name="latency">Ticks from the end of the request to the head of the answer.</param>
    /// <param name="epoch">From <see cref="Started"/>.</param>
    public void Answered(long now, long latency, int epoch)
    {
        if (_probe.Running)
        {
            if (_probe.TryGiveUp(now)) Restart(now);
            else if (epoch == _probe.Epoch && _probe.Answered(now, latency) is { } found) Adopt(now, found);
            return;
        }

        _window.Add(latency);
        CloseWhenDue(now);
    }

    /// <summary>The backend refused a request because it was overloaded (503), or did not answer in time.</summary>
    public void Dropped(long now)
    {
        _dropped++;
        if (!_probe.Running) CloseWhenDue(now);
        else if (_probe.TryGiveUp(now)) Restart(now);
    }

    /// <summary>Waiting for longer than this says that the backend is slow, also when nobody waited for the answer.</summary>
    public bool IsSlow(long latency) => _baseline > 0 && latency > settings.Tolerance * _baseline;

    private void CloseWhenDue(long now)
    {
        // No faster than answers come: what is done about the last window has to show in the next.
        if (_window.Count + _dropped < WindowSamples || now - _windowStart < Math.Max(ShortestWindow, (long)_baseline)) return;
        var (dropped, answered, saturated) = (_dropped, _window.Count, _peak * 2 > _limit);
        var median = answered > 0 ? _window.TakeMedian() : 0;
        var peak = _peak;
        Restart(now);
        if (dropped > (dropped + answered) * DroppedShare) Set(_limit * AfterDrops);
        else if (answered >= WindowSamples / 2) Learn(now, median, saturated, peak);
    }

    private void Learn(long now, double median, bool saturated, int peak)
    {
        // A queue only ever adds: so much faster than the baseline is a new one.
        if (median < _baseline * MuchFaster) Confirm(now, median);
        var stayed = saturated && _baseline > 0 && LatencyStayed(now, median);
        if (_baseline == 0 || now >= _nextProbe || stayed)
        {
            if (saturated) _probe.Start(now, _limit, median);
            else Confirm(now, median);
            return;
        }

        var gradient = Math.Clamp(settings.Tolerance * _baseline / median, 0.5, 1);
        if (saturated)
        {
            var target = (_limit * gradient) + Math.Max(1, Math.Sqrt(_limit) / 2);
            Set(target > _limit ? target : _limit + ((target - _limit) * Smoothing));
        }
        else if (gradient < 1)
        {
            // Slow without our doing. A high limit from better days has to come down to what is used, but not to nothing: with little
            // traffic latency says little. If it stays, it is the new baseline.
            Set(Math.Max(_limit * gradient, Math.Min(_limit, Math.Max(settings.InitialLimit, 2 * peak))));
            _baseline += (median - _baseline) * 0.05;
        }
        else
        {
            Confirm(now, _baseline + ((median - _baseline) * 0.1));
        }
    }

    // A queue gets shorter when the limit falls. Latency that stays the same has no queue, whatever the baseline says: the backend has become
    // slower altogether, or the baseline is too low by chance. Latency that has risen meanwhile is another story, told from here on.
    private bool LatencyStayed(long now, double median)
    {
        if (_limit <= settings.MinLimit && median > settings.Tolerance * _baseline)
        {
            // Nothing lower could be tried.
            Confirm(now, median);
            return false;
        }

        var last = _limitLast;
        _limitLast = _limit;
        // While it falls fast, many answers are still from before.
        if (_limit < last * Settled || (_limit < _limitBefore && _limit > _limitBefore * Fall)) return false;
        var stayed = _limit < _limitBefore && median > _baseline && median > _medianBefore * Follows && median < _medianBefore / Follows;
        (_limitBefore, _medianBefore) = (_limit, median);
        return stayed && now >= _earliestProbe;
    }

    private void Adopt(long now, double found)
    {
        _probes++;
        var ratio = found / _baseline;
        Confirm(now, ratio is > 0.67 and < 1.5 ? (found + _baseline) / 2 : found);
        (_limitBefore, _earliestProbe) = (0, now + BetweenProbes);
        Restart(now);
    }

    private void Confirm(long now, double baseline)
    {
        _baseline = baseline;
        // Replicas must not all probe at the same time. The first probes come sooner: one alone may be wrong by chance.
        var interval = Math.Min(settings.ProbeInterval.Ticks, BetweenProbes << Math.Min(_probes, 20));
        _nextProbe = now + (long)(interval * (0.75 + (0.5 * random())));
    }

    private void Restart(long now)
    {
        (_windowStart, _dropped, _peak) = (now, 0, 0);
        _window.Clear();
    }

    private void Set(double limit) => _limit = Math.Clamp(limit, settings.MinLimit, settings.MaxLimit);
}

/// <summary>Bounds and tolerance of a <see cref="LatencyGradient"/>.</summary>
internal sealed record GradientSettings(int InitialLimit, int MinLimit, int MaxLimit, double Tolerance, TimeSpan ProbeInterval);
