namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>
/// Key ids that a read has just shown not to exist, so that one client with an old token does not make us ask again at every cool-down.
/// Bounded, and full means forgotten: the cool-down of the whole issuer is what stops a flood. Not thread-safe: the ring locks.
/// </summary>
internal sealed class AbsentKeyIds(TimeSpan lifetime, TimeProvider time)
{
    public const int MaxEntries = 256;
    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);

    public int Count => _seen.Count;

    public bool Contains(string keyId) => _seen.TryGetValue(keyId, out var since) && time.GetElapsedTime(since) < lifetime;

    public void Add(string keyId)
    {
        if (_seen.Count >= MaxEntries) DropExpired();
        if (_seen.Count < MaxEntries) _seen[keyId] = time.GetTimestamp();
    }

    public void Clear() => _seen.Clear();

    private void DropExpired()
    {
        foreach (var (keyId, since) in _seen)
            if (time.GetElapsedTime(since) >= lifetime) _seen.Remove(keyId);
    }
}
