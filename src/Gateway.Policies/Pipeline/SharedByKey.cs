namespace Gateway.Policies.Pipeline;

/// <summary>
/// What plans of the same configuration values share, and what survives a reload: made once for each key, and kept for as long as a plan
/// has it. A configuration that is refused takes nothing away from the one that serves. Used when plans are compiled, never by a request.
/// </summary>
/// <param name="make">Makes what is missing.</param>
internal sealed class SharedByKey<TKey, TValue>(Func<TKey, TValue> make)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, WeakReference<TValue>> _values = [];
    private readonly Lock _lock = new();

    public TValue Get(TKey key)
    {
        lock (_lock)
        {
            if (_values.TryGetValue(key, out var known) && known.TryGetTarget(out var value)) return value;
            foreach (var (dead, _) in _values.Where(static v => !v.Value.TryGetTarget(out _)).ToArray()) _values.Remove(dead);
            value = make(key);
            _values[key] = new WeakReference<TValue>(value);
            return value;
        }
    }

    public IReadOnlyList<TValue> Alive()
    {
        lock (_lock)
        {
            var alive = new List<TValue>(_values.Count);
            foreach (var reference in _values.Values)
                if (reference.TryGetTarget(out var value)) alive.Add(value);
            return alive;
        }
    }
}
