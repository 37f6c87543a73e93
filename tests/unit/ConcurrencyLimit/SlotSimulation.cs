using Gateway.IntegrationTests.Support;
using Gateway.Policies.ConcurrencyLimit.Slots;

namespace Gateway.UnitTests.ConcurrencyLimit;

/// <summary>
/// Replicas with the real <see cref="SlotLease"/>, a modelled store and a network between them that delays, reorders and loses, on virtual
/// time. Checks at every admission and after every step what must never happen.
/// </summary>
internal sealed class SlotSimulation
{
    private const long Ms = TimeSpan.TicksPerMillisecond;
    private const long LeaseFor = 8000 * Ms;
    private readonly PriorityQueue<Action, (long At, int Order)> _events = new();
    private readonly ModelSlotStore _store = new(keptFor: 10_000, contendedFor: 2000);
    private readonly Random _random;
    private readonly int _permits;
    private readonly List<SimulatedReplica> _replicas = [];
    private int _order;
    private int _steps;

    public SlotSimulation(int seed, int replicas, int permits)
    {
        (_random, _permits) = (new Random(seed), permits);
        for (var i = 0; i < replicas; i++) _replicas.Add(new SimulatedReplica(this, i));
        foreach (var replica in _replicas) replica.Start();
    }

    public long Now { get; private set; } = 1_000_000 * Ms;

    /// <summary>Of a thousand messages, how many get lost, each way.</summary>
    public int LostPerMille { get; set; }

    public int MaxDelayMs { get; set; } = 3;

    public int Admissions { get; private set; }

    public int Refusals { get; private set; }

    public int Calls { get; private set; }

    public int MostInUse { get; private set; }

    public IReadOnlyList<SimulatedReplica> Replicas => _replicas;

    public ModelSlotStore Store => _store;

    public Random Random => _random;

    /// <summary>In flight under a life that the store believes in. What a dead or frozen replica still runs is not the store's any more.</summary>
    public int InUse => _replicas.Sum(static r => r.Accounted);

    public void At(long delay, Action action) => _events.Enqueue(action, (Now + delay, _order++));

    public void Run(TimeSpan duration)
    {
        var end = Now + duration.Ticks;
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = _events.Dequeue();
            Move(next.At);
            action();
            MostInUse = Math.Max(MostInUse, InUse);
            Assert.True(InUse <= _permits, $"{InUse} of {_permits} in flight");
            if (++_steps % 8 == 0) foreach (var replica in _replicas) replica.Check();
        }

        Move(end);
    }

    private void Move(long at)
    {
        Now = at;
        _store.Now = at / Ms;
    }

    private bool IsLost() => _random.Next(1000) < LostPerMille;

    private long Delay() => _random.NextInt64(Ms / 10, (MaxDelayMs * Ms) + 1);

    /// <summary>One replica: what the table does around the lease, without threads.</summary>
    internal sealed class SimulatedReplica(SlotSimulation world, int index)
    {
        private readonly SlotLease _lease = new();
        private readonly Queue<long> _stays = new();
        private readonly List<Action> _missed = [];
        private int _ofThisLife;
        private long _validUntil;
        private int _waiting;
        private int _life = 1;
        private bool _isKnown;
        private long _sequence;
        private bool _isFrozen;
        private bool _isDead;
        private long _tendAt = long.MaxValue;

        public int InFlight { get; private set; }

        public int Unused => _isDead ? 0 : Math.Max(0, _lease.Held - _lease.Used);

        public int Accounted => _isDead || _ofThisLife == 0 || !world.Store.Lives(Name) ? 0 : _ofThisLife;

        private string Name => $"{index}.{_life}";

        private int UsableLife => world.Now < _validUntil ? _life : 0;

        public void Start()
        {
            _lease.Reset(world._permits, world.Now);
            Beat();
        }

        public void Check()
        {
            if (_isDead || _isFrozen) return;
            Assert.Equal(InFlight, _lease.Used);
            if (UsableLife != 0 && _lease.Life == _life && world.Store.Lives(Name))
                Assert.True(_lease.Held <= Math.Max(world.Store.WrittenFor(Name), 0), $"holds {_lease.Held}, written {world.Store.WrittenFor(Name)}");
        }

        public void Freeze() => _isFrozen = true;

        public void Thaw()
        {
            _isFrozen = false;
            foreach (var missed in _missed) world.At(0, missed);
            _missed.Clear();
        }

        public void Die() => _isDead = true;

        /// <summary>A request comes; it stays for as long.</summary>
        public void Arrive(long stays)
        {
            if (_isDead || _isFrozen) return;
            var answer = _waiting > 0 ? SlotAnswer.Ask : _lease.Take(world.Now, UsableLife);
            if (answer is SlotAnswer.Admitted) Admitted(stays);
            else if (answer is SlotAnswer.Refused || _waiting >= world._permits) world.Refusals++;
            else
            {
                _waiting++;
                _stays.Enqueue(stays);
                if (!_lease.InCall) Send();
            }

            Schedule();
        }

        private void Admitted(long stays)
        {
            world.Admissions++;
            // The store must agree, at this very moment, that the replica lives: else others may have its slots.
            Assert.True(world.Store.Lives(Name), "admitted with slots that the store has given away");
            InFlight++;
            _ofThisLife++;
            var life = _life;
            world.At(stays, Guard(() => End(life)));
        }

        private void End(int life)
        {
            InFlight--;
            if (life == _life) _ofThisLife--;
            _lease.Release(world.Now);
            if (_waiting > 0 && _lease.TryUse(world.Now, UsableLife)) Dequeue(admit: true);
            Schedule();
        }

        private void Dequeue(bool admit)
        {
            _waiting--;
            var stays = _stays.Dequeue();
            if (admit) Admitted(stays);
            else world.Refusals++;
        }

        private void Send()
        {
            var call = _lease.Begin(1, world._permits, _waiting, _life, world.Now);
            var (name, isFirst, number, sentAt) = (Name, !_isKnown, ++_sequence, world.Now);
            world.Calls++;
            var isDecided = false;
            // Given up after the budget; the reply is then dropped, the call may arrive all the same, even much later.
            world.At(25 * Ms, Guard(() => Conclude(new(SlotReplyKind.Failed))));
            if (world.IsLost()) return;
            var late = world._random.Next(200) == 0 && world.LostPerMille > 0 ? world._random.NextInt64(3000 * Ms) : 0;
            world.At(world.Delay() + late, () =>
            {
                var reply = world.Store.Call(name, number, isFirst, call);
                if (!world.IsLost()) world.At(world.Delay(), Guard(() => Conclude(reply)));
            });

            void Conclude(SlotReply reply)
            {
                if (isDecided) return;
                isDecided = true;
                if (call.Life != _life) reply = new(SlotReplyKind.Gone);
                else if (reply.Kind is SlotReplyKind.Gone) Lost();
                else if (reply.Kind is SlotReplyKind.Answered) Heard(sentAt);
                _lease.Apply(call, reply, world.Now);
                for (var answered = 0; _waiting > 0; answered++)
                {
                    var isAnswered = reply.Kind is SlotReplyKind.Answered && _lease.Life == UsableLife;
                    if (isAnswered && _lease.TryUse(world.Now, UsableLife)) Dequeue(admit: true);
                    else if ((isAnswered && reply.IsLacking) || (!isAnswered && answered < call.Need)) Dequeue(admit: false);
                    else break;
                }

                if (_waiting > 0) Send();
                Schedule();
            }
        }

        private void Beat()
        {
            if (_isDead) return;
            var (name, isFirst, sentAt, life) = (Name, !_isKnown, world.Now, _life);
            world.At(1000 * Ms, Guard(Beat));
            if (world.IsLost()) return;
            world.At(world.Delay(), () =>
            {
                var isKnown = world.Store.Beat(name, isFirst);
                if (world.IsLost()) return;
                world.At(world.Delay(), Guard(() =>
                {
                    if (life != _life) return;
                    if (isKnown) Heard(sentAt);
                    else Lost();
                }));
            });
        }

        private void Heard(long sentAt)
        {
            _validUntil = Math.Max(_validUntil, sentAt + LeaseFor);
            if (!_isKnown)
            {
                _isKnown = true;
                if (_life > 1) _lease.Report();
                Schedule();
            }
        }

        private void Lost()
        {
            (_life, _isKnown, _validUntil, _ofThisLife) = (_life + 1, false, 0, 0);
            Schedule();
        }

        private void Schedule()
        {
            var due = _lease.DueAt(world.Now);
            if (due >= _tendAt) return;
            _tendAt = due;
            world.At(Math.Max(0, due - world.Now), Guard(() =>
            {
                if (_tendAt != due) return;
                _tendAt = long.MaxValue;
                if (_lease.DueAt(world.Now) <= world.Now) Send();
                Schedule();
            }));
        }

        // What happens to a frozen replica happens when it thaws; to a dead one never.
        private Action Guard(Action action) => () =>
        {
            if (_isDead) return;
            if (_isFrozen) _missed.Add(Guard(action));
            else action();
        };
    }
}
