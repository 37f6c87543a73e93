using System.Globalization;
using Gateway.Policies.RateLimit;
using Gateway.Policies.RateLimit.Leases;

namespace Gateway.Simulation;

/// <summary>A gateway: the real lease code, with a clock of its own and a network between it and the store.</summary>
internal sealed class SimulatedReplica
{
    private static int _created;
    private readonly World _world;
    private readonly SimulatedStore _store;
    private readonly Judges _judges;
    private readonly Network _network;
    private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"r{Interlocked.Increment(ref _created)}");
    private readonly Queue<Action> _delayed = new();
    private bool _isStopped;
    private bool _isDead;

    public SimulatedReplica(World world, SimulatedStore store, Judges judges, Network network, int percent, double clockRate)
    {
        (_world, _store, _judges, _network) = (world, store, judges, network);
        var settings = new LeaseSettings { DurationTicks = 3 * TimeSpan.TicksPerSecond, BudgetTicks = network.Budget.Ticks, Percent = percent };
        Table = new LeaseTable(new MachineClock(world, world.Random.NextInt64(1_000_000_000_000), clockRate), settings, 4096);
        Tick();
    }

    public LeaseTable Table { get; }

    /// <summary>Permits of a key that it could still spend, standing still or not.</summary>
    public long Unspent(UInt128 partition) => _isDead ? 0 : Table.UnspentOf(partition);

    public long Admitted { get; private set; }

    public long Refused { get; private set; }

    public long Failed { get; private set; }

    /// <summary>A client's request arrives.</summary>
    public void Request(RateLimitTake[] takes) => Do(() =>
    {
        var outcome = Table.Take(takes, canAsk: true, () => new SimulatedRequest(this), out var verdict, out _, out var calls);
        if (outcome is LeaseOutcome.Decided) Count(verdict.IsAdmitted, takes);
        Send(calls);
    });

    /// <summary>Stands still, as a stopped process does: its clock goes on, and what comes meanwhile waits.</summary>
    public void Stop(TimeSpan time)
    {
        if (_isStopped) return;
        _isStopped = true;
        _world.After(time, Resume);
    }

    public void Kill() => _isDead = true;

    /// <summary>Ends as it should: what it holds goes back.</summary>
    public void Drain()
    {
        Send(Table.Tick(all: true));
        _isDead = true;
    }

    public void Count(bool isAdmitted, ReadOnlySpan<RateLimitTake> leased)
    {
        if (!isAdmitted)
        {
            Refused++;
            return;
        }

        Admitted++;
        foreach (ref readonly var take in leased) _judges.Of(take.Rule, take.Partition).Admit(_world.Now, take.Cost);
    }

    public void Fail() => Failed++;

    private void Resume()
    {
        _isStopped = false;
        // Answers and timeouts that came meanwhile may be seen in any order.
        while (_delayed.TryDequeue(out var action)) action();
    }

    private void Do(Action action)
    {
        if (_isDead) return;
        if (_isStopped) _delayed.Enqueue(action);
        else action();
    }

    private void Tick()
    {
        if (_isDead) return;
        Do(() => Send(Table.Tick()));
        _world.After(LeaseSettings.TickInterval, Tick);
    }

    private void Send(LeaseCall? calls)
    {
        for (var call = calls; call is not null; call = call.Next) Send1(call);
    }

    private void Send1(LeaseCall call)
    {
        var isAnswered = false;
        _world.After(_network.Budget, () => Do(() =>
        {
            if (isAnswered) return;
            isAnswered = true;
            Table.Fail(call);
        }));
        // A message may be lost, or lie in a connection that broke and be read much later, after newer ones.
        if (_network.IsLost(_world)) return;
        // The server has whole microseconds only: what it decides, it decides at one.
        var arrives = (_world.Now + _network.Delay(_world).Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond;
        _world.At(arrives, () =>
        {
            if (_store.Run(call, _id) is not { } reply || _network.IsLost(_world)) return;
            _world.After(_network.Delay(_world), () => Do(() =>
            {
                if (isAnswered) return;
                isAnswered = true;
                if (call is DrawCall draw) Send(Table.Apply(draw, (DrawReply)reply));
                else Table.Apply((CheckCall)call, (CheckReply)reply);
            }));
        });
    }
}

/// <summary>A request that waits.</summary>
internal sealed class SimulatedRequest(SimulatedReplica replica) : LeaseRequest
{
    public override void Fail() => replica.Fail();

    // What the store took is counted where it was taken; what was set aside of leases is spent now.
    protected override void Decide(in RateLimitVerdict verdict) =>
        replica.Count(verdict.IsAdmitted, verdict.IsAdmitted ? Leased() : []);

    private RateLimitTake[] Leased() => [.. Takes.Where((_, i) => !Lacking.Contains(i))];
}

/// <summary>What lies between a replica and the store.</summary>
internal sealed record Network
{
    public TimeSpan Budget { get; init; } = TimeSpan.FromMilliseconds(25);

    public TimeSpan Least { get; init; } = TimeSpan.FromMicroseconds(100);

    public TimeSpan Most { get; init; } = TimeSpan.FromMicroseconds(400);

    /// <summary>How many messages are lost.</summary>
    public double Loss { get; init; }

    /// <summary>How many messages lie somewhere for up to <see cref="Longest"/>.</summary>
    public double Late { get; init; }

    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Nothing is lost or late after this.</summary>
    public TimeSpan FaultsUntil { get; init; } = TimeSpan.MaxValue;

    public bool IsLost(World world) => Happens(Loss, world);

    public TimeSpan Delay(World world) =>
        Happens(Late, world) ? Longest * world.Random.NextDouble() : Least + ((Most - Least) * world.Random.NextDouble());

    private bool Happens(double rate, World world) => rate > 0 && world.Now < FaultsUntil.Ticks && world.Random.NextDouble() < rate;
}
