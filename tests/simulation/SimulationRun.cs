using Gateway.Policies.RateLimit;

namespace Gateway.Simulation;

/// <summary>Plays a scenario. The same seed plays the same.</summary>
internal sealed class SimulationRun
{
    private readonly Scenario _scenario;
    private readonly World _world;
    private readonly Judges _judges = new();
    private readonly SimulatedStore _store;
    private readonly SimulatedReplica[] _replicas;
    private readonly double[] _shares;
    private readonly RateLimitTake[][] _takes;
    private readonly IJudge _ideal;
    private readonly List<SimulationSample> _samples = [];
    private readonly long[] _admittedBy;
    private long _requests;
    private long _mostUnspent;
    private long _breach;

    private SimulationRun(Scenario scenario)
    {
        (_scenario, _world) = (scenario, new World(scenario.Seed));
        _store = new SimulatedStore(_world, _judges);
        _replicas = new SimulatedReplica[scenario.Replicas];
        _admittedBy = new long[scenario.Replicas];
        for (var i = 0; i < _replicas.Length; i++) _replicas[i] = NewReplica();
        var weights = Enumerable.Range(1, scenario.Replicas).Select(i => Math.Pow(i, -scenario.Skew)).ToArray();
        _shares = [.. weights.Select(w => w / weights.Sum())];

        var rule = scenario.Rule("first");
        _ideal = IJudge.Of(rule);
        _takes = new RateLimitTake[scenario.MostCost][];
        for (var cost = 1; cost <= scenario.MostCost; cost++)
        {
            RateLimitTake first = new(rule, rule.Partition("key"), cost);
            _takes[cost - 1] = scenario.Second is { } times && scenario.Rule("second", times, scenario.SecondAlgorithm) is var second ? [first, new(second, second.Partition("key"), cost)] : [first];
        }
    }

    public static SimulationResult Of(Scenario scenario) => new SimulationRun(scenario).Run();

    private SimulationResult Run()
    {
        for (var i = 0; i < _replicas.Length; i++) Demand(i);
        Trouble(_scenario.Crashes, Crash);
        Trouble(_scenario.Pauses, Pause);
        Trouble(_scenario.Storms, static (s, _) => s.Storm());
        foreach (var restart in _scenario.Restarts)
        {
            _world.At(restart.Ticks, () =>
            {
                _store.IsUp = false;
                _store.LoseMemory();
                _world.After(_scenario.Downtime, () => _store.IsUp = true);
            });
        }

        if (_scenario.Restarts.Count == 0) _store.Ran = Examine;
        Sample();
        _world.Run(_scenario.Length);
        for (var i = 0; i < _replicas.Length; i++) _admittedBy[i] += _replicas[i].Admitted;
        return new SimulationResult
        {
            Requests = _requests,
            Admitted = _admittedBy.Sum(),
            AdmittedBy = _admittedBy,
            Excess = _judges.Excess,
            Breach = _breach,
            Ideal = _ideal.Admitted,
            Permits = _judges.Of(_takes[0][0].Rule, _takes[0][0].Partition).Admitted,
            Calls = _store.Calls,
            MostUnspent = _mostUnspent,
            Failed = _replicas.Sum(static r => r.Failed),
            Samples = _samples,
        };
    }

    private SimulatedReplica NewReplica() => new(
        _world, _store, _judges, _scenario.Network, _scenario.Percent, 1 + (_scenario.Drift * ((2 * _world.Random.NextDouble()) - 1)));

    private void Request(int index)
    {
        var takes = _takes[_takes.Length == 1 ? 0 : _world.Random.Next(_takes.Length)];
        _requests++;
        _ideal.TryAdmit(_world.Now, takes[0].Cost);
        _replicas[index].Request(takes);
    }

    private void Storm()
    {
        var count = _scenario.Burst * 3 / (_scenario.MostCost + 1);
        for (var i = 0; i < count; i++)
            _world.After(TimeSpan.FromMilliseconds(10) * _world.Random.NextDouble(), () => Request(_world.Random.Next(_replicas.Length)));
    }

    private void Demand(int index)
    {
        var demand = _scenario.Change is { } change && _world.Now >= change.From.Ticks ? change.Demand : _scenario.Demand;
        // Poisson: clients know nothing of each other.
        var pause = -Math.Log(1 - _world.Random.NextDouble()) / (demand * _shares[index]);
        _world.After(TimeSpan.FromSeconds(Math.Min(pause, 1e6)), () =>
        {
            Request(index);
            Demand(index);
        });
    }

    private void Trouble(double rate, Action<SimulationRun, int> what)
    {
        if (rate <= 0) return;
        _world.After(TimeSpan.FromSeconds(-Math.Log(1 - _world.Random.NextDouble()) / rate), () =>
        {
            if (_world.Now > _scenario.FaultsUntil.Ticks) return;
            what(this, _world.Random.Next(_replicas.Length));
            Trouble(rate, what);
        });
    }

    private static void Pause(SimulationRun run, int index)
    {
        var time = run._scenario.LongestPause * run._world.Random.NextDouble();
        run._replicas[index].Stop(time);
        if (run._scenario.Storms > 0) run._world.After(time, run.Storm);
    }

    private static void Crash(SimulationRun simulation, int index)
    {
        var dead = simulation._replicas[index];
        simulation._admittedBy[index] += dead.Admitted;
        if (simulation._world.Random.Next(3) == 0) dead.Drain();
        else dead.Kill();
        simulation._replicas[index] = simulation.NewReplica();
    }

    // What the proof rests on: what the server would give, and what replicas could spend, is never more than what the true bucket holds. It
    // breaks long before a client could see it: only when everything is spent at that moment is more admitted than allowed.
    private void Examine()
    {
        foreach (var take in _takes[0])
        {
            var unspent = 0L;
            foreach (var replica in _replicas) unspent += replica.Unspent(take.Partition);
            _breach = Math.Max(_breach, _store.Breach(take.Rule, take.Partition, unspent));
        }
    }

    private void Sample()
    {
        var unspent = _replicas.Sum(static r => r.Table.Unspent);
        _mostUnspent = Math.Max(_mostUnspent, unspent);
        _store.Ran?.Invoke();
        _samples.Add(new(_world.Now, _requests, _judges.Of(_takes[0][0].Rule, _takes[0][0].Partition).Admitted, _ideal.Admitted, _store.Calls, unspent));
        _world.After(_scenario.Sample, Sample);
    }
}

/// <summary>Figures of a moment, counted from the beginning.</summary>
internal readonly record struct SimulationSample(long Ticks, long Requests, long Permits, long Ideal, long Calls, long Unspent);

/// <summary>What came of it.</summary>
internal sealed record SimulationResult
{
    public required long Requests { get; init; }

    /// <summary>Requests.</summary>
    public required long Admitted { get; init; }

    public required long[] AdmittedBy { get; init; }

    /// <summary>Permits of the first rule, at the moments of their decisions.</summary>
    public required long Permits { get; init; }

    /// <summary>What a single exact counter would have given.</summary>
    public required long Ideal { get; init; }

    /// <summary>Permits beyond the limit, at the worst moment of the worst key.</summary>
    public required long Excess { get; init; }

    /// <summary>Permits by which the server's bucket and all leases together exceeded the true bucket, at the worst moment.</summary>
    public required long Breach { get; init; }

    public required long Calls { get; init; }

    public required long MostUnspent { get; init; }

    /// <summary>Requests that the store did not decide.</summary>
    public required long Failed { get; init; }

    public required IReadOnlyList<SimulationSample> Samples { get; init; }

    public double CallsPerRequest => (double)Calls / Requests;

    public double CallsPerAdmitted => (double)Calls / Math.Max(1, Admitted);
}
