using Gateway.Policies.Counters;

namespace Gateway.Policies.LoadShedding.Limits;

/// <summary>Lets requests through to one cluster, within the limit that it learns. Shared by all routes of the cluster.</summary>
internal sealed class ClusterLimiter
{
    private const int MaxPooled = 1024;
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly AdaptiveConcurrencyOptions _options;
    private readonly LatencyGradient _gradient;
    private readonly WaitingLine _line;
    private readonly Stack<AdmittedRequest> _pool = new();
    private readonly ITimer _timer;
    private long _timerDue = long.MaxValue;
    private int _inFlight;

    public ClusterLimiter(string cluster, AdaptiveConcurrencyOptions options, TimeProvider time, Func<double> random)
    {
        (Cluster, _options, _time, _origin) = (cluster, options, time, time.GetTimestamp());
        _gradient = new LatencyGradient(options.Gradient, random);
        _line = new WaitingLine(options.MaxQueue);
        ClusterTag = new("cluster", cluster);
        _timer = time.CreateTimer(static limiter => ((ClusterLimiter)limiter!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Cluster { get; }

    public KeyValuePair<string, object?> ClusterTag { get; }

    /// <summary>Where decisions are counted, by priority; kept here so that a request need not look for it.</summary>
    public OutcomeCells[]? Counts { get; set; }

    /// <summary>When it was last asked, in ticks of its clock; a limiter that a reload has replaced is silent.</summary>
    public long LastUsed { get; private set; }

    private long Now => _time.GetElapsedTime(_origin).Ticks;

    public LimiterState State
    {
        get
        {
            lock (_lock) return new(_gradient.Limit, _inFlight, _line.Count, TimeSpan.FromTicks((long)_gradient.Baseline));
        }
    }

    /// <summary>For a request; give it to <c>Exchange.OnEnd</c> before anything else.</summary>
    public AdmittedRequest Rent(RequestPriority priority)
    {
        AdmittedRequest? request;
        lock (_lock) _pool.TryPop(out request);
        request ??= new AdmittedRequest(this);
        request.Priority = priority;
        return request;
    }

    /// <summary>Takes a place, if there is one for its priority.</summary>
    public bool TryEnter(AdmittedRequest request)
    {
        lock (_lock)
        {
            LastUsed = _time.GetTimestamp();
            if (!HasRoom(request.Priority)) return false;
            Take(request);
            return true;
        }
    }

    /// <summary>Takes a place beyond the limit: Report mode, in which the backend has the request all the same.</summary>
    public void Enter(AdmittedRequest request)
    {
        lock (_lock) Take(request);
    }

    /// <summary>Joins those who wait, if there is room.</summary>
    /// <returns>Null when it has to be shed at once.</returns>
    public WaitingRequest? TryWait(AdmittedRequest request)
    {
        WaitingRequest waiting;
        WaitingRequest? displaced;
        lock (_lock)
        {
            var now = Now;
            waiting = new WaitingRequest(request, now + _options.MaxWait.Ticks);
            // Between the two locks a place may have become free, and nobody would come to say so.
            if (HasRoom(request.Priority))
            {
                Take(request);
                waiting.Decide(true);
                return waiting;
            }

            if (!_line.TryAdd(waiting, out displaced)) return null;
            Arm(waiting.Due, now);
        }

        displaced?.Decide(false);
        return waiting;
    }

    /// <summary>The request of somebody who waits is over.</summary>
    public void Leave(WaitingRequest waiting, CancellationToken token)
    {
        lock (_lock)
        {
            if (!_line.Remove(waiting)) return;
        }

        waiting.Cancel(token);
    }

    /// <summary>The backend has everything of the request: from now on it works.</summary>
    public void Sending(AdmittedRequest request)
    {
        lock (_lock)
        {
            if (!request.Holds) Take(request);
            (request.Since, request.Waits) = (Now, true);
        }
    }

    /// <summary>The client still sends: no place is held meanwhile, and none is waited for afterwards.</summary>
    public void Pause(AdmittedRequest request)
    {
        lock (_lock) Release(request);
    }

    public void Answered(AdmittedRequest request, LoadSignal signal)
    {
        lock (_lock)
        {
            var now = Now;
            var latency = now - request.Since;
            if (signal is LoadSignal.Dropped) _gradient.Dropped(now);
            else if (request.Waits && (signal is LoadSignal.Latency || (signal is LoadSignal.Abandoned && _gradient.IsSlow(latency)))) _gradient.Answered(now, latency, request.Epoch);
            Release(request);
        }
    }

    public void End(AdmittedRequest request)
    {
        lock (_lock)
        {
            Release(request);
            if (!request.Shared && _pool.Count < MaxPooled) _pool.Push(request);
        }
    }

    // Lower priorities leave room for those above them. One request always fits, else a low limit would lock a priority out.
    private bool HasRoom(RequestPriority priority)
    {
        var limit = priority is RequestPriority.Critical ? _gradient.Limit : _gradient.Allowed;
        return _inFlight + 1 <= Math.Max(1, limit * (100 - ((int)priority * _options.ReservePercent)) / 100);
    }

    private void Take(AdmittedRequest request)
    {
        request.Holds = true;
        request.Epoch = _gradient.Started(++_inFlight);
    }

    private void Release(AdmittedRequest request)
    {
        request.Waits = false;
        if (!request.Holds) return;
        request.Holds = false;
        _inFlight--;
        for (var priority = RequestPriority.Critical; priority <= RequestPriority.Low; priority++)
        {
            while (HasRoom(priority) && _line.Newest(priority) is { } next)
            {
                _line.Remove(next);
                Take(next.Request);
                next.Decide(true);
            }
        }
    }

    private void Expire()
    {
        lock (_lock)
        {
            var now = Now;
            _timerDue = long.MaxValue;
            while (_line.Oldest() is { } oldest)
            {
                if (oldest.Due > now)
                {
                    Arm(oldest.Due, now);
                    return;
                }

                _line.Remove(oldest);
                oldest.Decide(false);
            }
        }
    }

    // One timer for all: everybody waits equally long, so who came first is due first.
    private void Arm(long due, long now)
    {
        if (due >= _timerDue) return;
        _timerDue = due;
        _timer.Change(TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, due - now)), Timeout.InfiniteTimeSpan);
    }
}

/// <summary>For metrics.</summary>
/// <param name="Limit">What has been learned.</param>
/// <param name="InFlight">Requests that hold a place.</param>
/// <param name="Waiting">Requests that wait for one.</param>
/// <param name="Baseline">Latency without a queue; zero as long as it is unknown.</param>
internal readonly record struct LimiterState(double Limit, int InFlight, int Waiting, TimeSpan Baseline);
