using System.Collections.Frozen;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>The keys of one issuer at one moment. Immutable.</summary>
internal sealed class KeySet
{
    private readonly VerificationKey[] _all;
    private readonly FrozenDictionary<string, VerificationKey[]> _byKeyId;

    public KeySet(long generation, IEnumerable<VerificationKey> keys)
    {
        Generation = generation;
        _all = [.. keys];
        _byKeyId = _all.Where(k => k.KeyId is not null).GroupBy(k => k.KeyId!, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Counts the changes of the set.</summary>
    public long Generation { get; }

    public int Count => _all.Length;

    /// <summary>
    /// The key for a token's "kid" and "alg". Never a guess: several keys that fit are as good as none, and a token without "kid" gets the
    /// one key that fits, if there is just one.
    /// </summary>
    public KeySelection Select(string? keyId, JwtAlgorithm algorithm)
    {
        if (keyId is null) return Single(_all, algorithm, JwtReason.KeyUnknown);
        return _byKeyId.TryGetValue(keyId, out var named)
            ? Single(named, algorithm, JwtReason.KeyUnfit)
            : new KeySelection(null, JwtReason.KeyUnknown);
    }

    public bool Knows(string keyId) => _byKeyId.ContainsKey(keyId);

    /// <summary>
    /// The set after a read. Keys that are still there stay the same objects, so that what they have verified stays cached;
    /// the same set comes back when nothing has changed.
    /// </summary>
    public KeySet Next(IReadOnlyList<VerificationKey> read, out IReadOnlyList<VerificationKey> removed)
    {
        var old = _all.ToDictionary(k => k.Fingerprint, StringComparer.Ordinal);
        var merged = new List<VerificationKey>(read.Count);
        foreach (var key in read) merged.Add(old.Remove(key.Fingerprint, out var kept) ? kept : key);
        removed = [.. old.Values];
        return removed.Count == 0 && merged.Count == _all.Length ? this : new KeySet(Generation + 1, merged);
    }

    private static KeySelection Single(VerificationKey[] candidates, JwtAlgorithm algorithm, string otherwise)
    {
        VerificationKey? found = null;
        foreach (var key in candidates)
        {
            if (!key.Fits(algorithm)) continue;
            if (found is not null) return new KeySelection(null, otherwise);
            found = key;
        }

        return found is null ? new KeySelection(null, otherwise) : new KeySelection(found, null);
    }
}

/// <summary>A key, or why there is none.</summary>
internal readonly record struct KeySelection(VerificationKey? Key, string? Reason)
{
    public static KeySelection Unavailable => new(null, JwtReason.KeysUnavailable);

    /// <summary>Nobody can tell now: an answer of 503, not 401.</summary>
    public bool IsUnavailable => (object?)Reason == JwtReason.KeysUnavailable;
}
