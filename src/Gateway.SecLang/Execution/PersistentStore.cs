using System.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Execution;

/// <summary>
/// IP and GLOBAL collections of all transactions, in memory. A collection is made by the first write to it and lives <paramref name="timeout"/> after the last;
/// past <paramref name="maxCollections"/> new ones are not kept, so that a flood of addresses cannot fill the memory.
/// </summary>
internal sealed class PersistentStore(TimeProvider clock, TimeSpan timeout, int maxCollections = 100_000)
{
    /// <summary>Rule sets keep a handful of variables in a collection.</summary>
    private const int MaxVariables = 64;

    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Lock _lock = new();
    private long _nextSweep;

    /// <summary>Collections that were not kept because of the bound.</summary>
    public long Refused { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock) return _entries.Count;
        }
    }

    /// <summary>The key of a collection in the store.</summary>
    public static string KeyOf(Collection collection, ReadOnlySpan<byte> key) => $"{(int)collection}:{Encoding.Latin1.GetString(key)}";

    /// <summary>A variable's value, or null.</summary>
    public byte[]? Get(string key, string name)
    {
        lock (_lock) return Find(key, name)?.Value;
    }

    /// <summary>The variables that are set, with their values.</summary>
    public List<(string Name, byte[] Value)> All(string key)
    {
        var all = new List<(string, byte[])>();
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry)) return all;
            var now = clock.GetTimestamp();
            foreach (var (name, variable) in entry.Variables)
                if (variable.Expires > now && entry.Expires > now) all.Add((name, variable.Value));
        }

        return all;
    }

    public void Set(string key, string name, byte[] value)
    {
        lock (_lock)
        {
            if (Touch(key) is not { } entry) return;
            if (entry.Variables.Count < MaxVariables || entry.Variables.ContainsKey(name)) entry.Variables[name] = new Variable(value, long.MaxValue);
        }
    }

    /// <summary>Adds to a counter in one step, whatever other transactions do.</summary>
    public void Add(string key, string name, long delta)
    {
        lock (_lock)
        {
            var current = Find(key, name);
            var number = Math.Max(0, Integers.Parse(current?.Value) + delta);
            if (Touch(key) is not { } entry) return;
            if (entry.Variables.Count < MaxVariables || entry.Variables.ContainsKey(name))
                entry.Variables[name] = new Variable(Encoding.ASCII.GetBytes(number.ToString()), current?.Expires ?? long.MaxValue);
        }
    }

    public void Unset(string key, string name)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var entry)) entry.Variables.Remove(name);
        }
    }

    public void Expire(string key, string name, long seconds)
    {
        lock (_lock)
        {
            if (Find(key, name) is { } variable && _entries.TryGetValue(key, out var entry))
                entry.Variables[name] = variable with { Expires = clock.GetTimestamp() + seconds * clock.TimestampFrequency };
        }
    }

    private Variable? Find(string key, string name)
    {
        var now = clock.GetTimestamp();
        return _entries.TryGetValue(key, out var entry) && entry.Expires > now && entry.Variables.TryGetValue(name, out var variable) && variable.Expires > now ? variable : null;
    }

    private Entry? Touch(string key)
    {
        var now = clock.GetTimestamp();
        var expires = now + (long)(timeout.TotalSeconds * clock.TimestampFrequency);
        if (_entries.TryGetValue(key, out var entry))
        {
            if (entry.Expires <= now) entry.Variables.Clear();
            entry.Expires = expires;
            return entry;
        }

        if (_entries.Count >= maxCollections && !Sweep(now))
        {
            Refused++;
            return null;
        }

        return _entries[key] = new Entry { Expires = expires };
    }

    /// <summary>Drops what is over. At most once a second: under a flood nothing is over, and looking costs.</summary>
    private bool Sweep(long now)
    {
        if (now < _nextSweep) return false;
        _nextSweep = now + clock.TimestampFrequency;
        foreach (var (key, entry) in _entries)
            if (entry.Expires <= now) _entries.Remove(key);
        return _entries.Count < maxCollections;
    }

    private sealed class Entry
    {
        public Dictionary<string, Variable> Variables { get; } = new(StringComparer.OrdinalIgnoreCase);

        public long Expires { get; set; }
    }

    private sealed record Variable(byte[] Value, long Expires);
}
