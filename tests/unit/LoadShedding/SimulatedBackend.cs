using Gateway.Policies.LoadShedding.Limits;

namespace Gateway.UnitTests.LoadShedding;

/// <summary>
/// A backend with so many slots and a queue, behind a gateway that sheds what is over the limit; in virtual time, with requests that come at
/// random (Poisson). The random numbers are the same in every run.
/// </summary>
internal sealed class SimulatedBackend(GradientSettings? settings = null)
{
    public static readonly GradientSettings Defaults = new(20, 3, 1000, 1.2, TimeSpan.FromSeconds(30));
    private readonly Random _random = new(20_26);
    private readonly PriorityQueue<(bool Arrival, double Start, int Epoch), double> _events = new();
    private readonly Queue<(double Start, int Epoch, double Service)> _queue = new();
    private LatencyGradient? _gradient;
    private double _now;
    private int _busy;
    private int _inFlight;

    public LatencyGradient Gradient => _gradient ??= new LatencyGradient(settings ?? Defaults, _random.NextDouble);

    public double Seconds => _now;

    /// <summary>Requests a second.</summary>
    public double Rate { get; set; } = 1500;

    public int Slots { get; set; } = 10;

    /// <summary>The time that a slot is busy with a request, in seconds.</summary>
    public Func<Random, double> Service { get; set; } = static _ => 0.020;

    /// <summary>Requests that were answered in the last <see cref="Run"/>.</summary>
    public int Answered { get; private set; }

    /// <summary>The latency that half of them had.</summary>
    public double Median { get; private set; }

    public double LowestLimit { get; private set; }

    public static double Exponential(Random random, double mean) => -Math.Log(1 - random.NextDouble()) * mean;

    public static double LogNormal(Random random, double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    public void Run(double seconds)
    {
        var end = _now + seconds;
        var latencies = new List<double>();
        LowestLimit = double.MaxValue;
        _events.Enqueue((true, 0, 0), _now);
        while (_events.TryPeek(out var next, out var at) && at < end)
        {
            _events.Dequeue();
            _now = at;
            if (next.Arrival) Arrive();
            else latencies.Add(Finish(next.Start, next.Epoch));
            LowestLimit = Math.Min(LowestLimit, Gradient.Limit);
        }

        RemoveArrivals();
        _now = end;
        latencies.Sort();
        (Answered, Median) = (latencies.Count, latencies.Count > 0 ? latencies[latencies.Count / 2] : 0);
    }

    private void Arrive()
    {
        _events.Enqueue((true, 0, 0), _now + Exponential(_random, 1 / Rate));
        if (_inFlight + 1 > Gradient.Allowed) return;
        var epoch = Gradient.Started(++_inFlight);
        _queue.Enqueue((_now, epoch, Service(_random)));
        Work();
    }

    private double Finish(double start, int epoch)
    {
        _inFlight--;
        _busy--;
        Gradient.Answered((long)(_now * TimeSpan.TicksPerSecond), (long)((_now - start) * TimeSpan.TicksPerSecond), epoch);
        Work();
        return _now - start;
    }

    private void Work()
    {
        while (_busy < Slots && _queue.TryDequeue(out var next))
        {
            _busy++;
            _events.Enqueue((false, next.Start, next.Epoch), _now + next.Service);
        }
    }

    // The next run has a rate of its own.
    private void RemoveArrivals()
    {
        var rest = _events.UnorderedItems.Where(static e => !e.Element.Arrival).ToArray();
        _events.Clear();
        foreach (var (element, priority) in rest) _events.Enqueue(element, priority);
    }
}
