namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// Finds out how fast a busy backend answers without a queue: halves what is let through, and again for as long as that makes it faster.
/// Each step looks at a cohort: the first requests that started under its limit, all of them, because the first answers are the fast ones and
/// would speak for all. Short, so that it costs little.
/// </summary>
/// <param name="minLimit">Nothing lower is tried.</param>
internal sealed class BaselineProbe(int minLimit)
{
    // The median of fewer is off by more than the usual tolerance when latencies vary much.
    private const int SmallestCohort = 100;
    // Less may be chance.
    private const double Faster = 0.85;
    private const int FewestSamples = 10;
    private const int Rounds = 3;

    // Who has not answered by then counts as slow.
    private const double Answering = 0.9;
    private static readonly long StepTime = TimeSpan.FromMilliseconds(500).Ticks;
    private static readonly long GiveUp = TimeSpan.FromSeconds(5).Ticks;
    private readonly LatencyWindow _window = new();
    private double _before;
    private long _stepStart;
    private int _cohort;
    private bool _complete;

    public bool Running { get; private set; }

    /// <summary>What is let through while the probe runs.</summary>
    public double Limit { get; private set; }

    /// <summary>Counts the steps of all probes: a request belongs to the step in which it started.</summary>
    public int Epoch { get; private set; }

    /// <param name="now">Ticks.</param>
    /// <param name="limit">The limit so far.</param>
    /// <param name="median">The latency so far.</param>
    public void Start(long now, double limit, double median)
    {
        (Running, Limit, _before) = (true, limit, median);
        Descend(now);
    }

    /// <summary>A request has started.</summary>
    /// <returns>The step, when the request belongs to its cohort; -1 when not.</returns>
    public int Join(int inFlight)
    {
        if (!Running || _complete || inFlight > Limit) return -1;
        _cohort++;
        _complete = _cohort >= Math.Clamp(Rounds * Limit, SmallestCohort, LatencyWindow.Size);
        return Epoch;
    }

    /// <summary>A request of the cohort was answered.</summary>
    /// <returns>The latency without a queue, when the probe has found it.</returns>
    public double? Answered(long now, long latency)
    {
        _window.Add(latency);
        // With little traffic, or slow answers, those who have come by then have to do.
        _complete |= _window.Count >= FewestSamples && now - _stepStart >= Math.Max(StepTime, Rounds * _before);
        if (!_complete || _window.Count < _cohort * Answering) return null;
        var median = _window.TakeMedian(_cohort);
        var faster = median < _before * Faster;
        if (faster && Limit > minLimit)
        {
            _before = median;
            Descend(now);
            return null;
        }

        Stop();
        // Two steps without a queue are twice the evidence.
        return faster ? median : (median + _before) / 2;
    }

    /// <summary>Ends a probe that does not get its answers: the load has ended, or nothing keeps the limit (Report mode).</summary>
    public bool TryGiveUp(long now)
    {
        if (!Running || now - _stepStart < Math.Max(GiveUp, 10 * _before)) return false;
        Stop();
        return true;
    }

    private void Descend(long now)
    {
        Limit = Math.Max(minLimit, Limit / 2);
        (_stepStart, _cohort, _complete) = (now, 0, false);
        _window.Clear();
        Epoch++;
    }

    private void Stop()
    {
        Running = false;
        _window.Clear();
        Epoch++;
    }
}
