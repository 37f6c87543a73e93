namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>
/// Finds out how fast a busy backend answers without a queue: halves what is let through, and again for as long as that makes it faster.
/// Only requests that started under the lowered limit count. Short, so that it costs little: a hundred answers a step.
/// </summary>
/// <param name="minLimit">Nothing lower is tried.</param>
internal sealed class BaselineProbe(int minLimit)
{
    /// <summary>Answers that end a step: the median of fewer is off by more than the usual tolerance when latencies vary much.</summary>
    public const int StepSamples = 100;

    // Less may be chance.
    private const double Faster = 0.85;
    private const int FewestSamples = 10;
    private const int Rounds = 3;
    private static readonly long StepTime = TimeSpan.FromSeconds(1).Ticks;
    private static readonly long GiveUp = TimeSpan.FromSeconds(5).Ticks;
    private readonly LatencyWindow _window = new();
    private double _before;
    private long _stepStart;

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

    /// <summary>A request that started in this step was answered.</summary>
    /// <returns>The latency without a queue, when the probe has found it.</returns>
    public double? Answered(long now, long latency)
    {
        _window.Add(latency);
        var elapsed = now - _stepStart;
        // Several rounds of all that may be in flight: the first answers of a round are the fast ones and would speak for all.
        var enough = _window.Count >= Math.Max(StepSamples, Rounds * Limit) || (_window.Count >= FewestSamples && elapsed >= Math.Max(StepTime, Rounds * _before));
        if (!enough) return null;
        var median = _window.TakeMedian();
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
        _stepStart = now;
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
