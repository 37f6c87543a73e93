using Gateway.Policies.Configuration;
using Gateway.Policies.Redis;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>The sets in Redis that this process follows. One is followed as long as a serving configuration has it with the same values.</summary>
internal sealed class SharedKeySets : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<KeySetSettings, SharedKeySet> _sets = [];
    private readonly IKeySetStorage _storage;
    private readonly KeySetAlarm _alarm;
    private readonly TimeProvider _time;

    /// <param name="storages">None when Gateway:Redis was not there at the start; a set that a reload brings then waits for a restart.</param>
    /// <param name="alarm">Told what becomes of the sets.</param>
    /// <param name="metrics">Observes them.</param>
    /// <param name="time">The clock.</param>
    public SharedKeySets(IEnumerable<IKeySetStorage> storages, KeySetAlarm alarm, ApiKeyMetrics metrics, TimeProvider time)
    {
        _storage = storages.FirstOrDefault() ?? new NoStorage();
        (_alarm, _time) = (alarm, time);
        metrics.Observe(Health);
    }

    /// <summary>The set with these values; a new one has begun to be read.</summary>
    public SharedKeySet GetOrCreate(KeySetSettings settings)
    {
        lock (_gate)
        {
            if (_sets.TryGetValue(settings, out var set)) return set;
            set = new SharedKeySet(settings, _storage, _alarm, _time, KnownOf(settings.StoredName));
            _sets.Add(settings, set);
            return set;
        }
    }

    /// <summary>To be called when a configuration has begun or gone on to serve: sets that it does not have are let go.</summary>
    public void Retain(GatewayOptions serving)
    {
        var wanted = serving.ApiKeys.Where(static s => s.Value.Store is ApiKeyStoreKind.Redis).Select(static s => KeySetSettings.Of(s.Key, s.Value)).ToHashSet();
        lock (_gate)
        {
            foreach (var (settings, set) in _sets)
            {
                if (wanted.Contains(settings)) continue;
                _sets.Remove(settings);
                set.Dispose();
            }
        }
    }

    /// <summary>How each set fares.</summary>
    public IReadOnlyList<KeySetHealth> Health()
    {
        lock (_gate) return [.. _sets.Values.Select(static s => s.Health)];
    }

    // Another MaxKeys or key prefix is another follower of the same stored set: while the store is away, keys have to go on.
    private OpenedKeySet? KnownOf(string storedName) => _sets
        .Where(s => s.Key.StoredName == storedName)
        .Select(static s => s.Value.Known)
        .OfType<OpenedKeySet>()
        .MaxBy(static k => k.Head.Version);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var set in _sets.Values) set.Dispose();
            _sets.Clear();
        }
    }

    private sealed class NoStorage : IKeySetStorage, IDisposable
    {
        public string NameOf(string set) => set;

        public Task<StoreReply<string>> ReadHeadAsync(string set) => Nothing<string>();

        public Task<StoreReply<StoredKeySet>> ReadAsync(string set, int maxKeys) => Nothing<StoredKeySet>();

        public Task<StoreReply<bool>> WriteAsync(string set, string expectedHead, StoredKeySet next, IReadOnlyCollection<string>? removed) => Nothing<bool>();

        public IDisposable Subscribe(string set, Action changed) => this;

        public void Dispose()
        {
            // Nothing was subscribed to.
        }

        private static Task<StoreReply<T>> Nothing<T>() => Task.FromResult(new StoreReply<T>(StoreFailure.NotAsked));
    }
}
