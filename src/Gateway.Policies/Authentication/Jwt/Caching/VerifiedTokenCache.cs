using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Gateway.Policies.Authentication.Jwt.Keys;

namespace Gateway.Policies.Authentication.Jwt.Caching;

/// <summary>
/// Remembers verified tokens of one scheme under one configuration. Only successes: what is refused is cheap to refuse again, and a stranger
/// must not be able to fill it. Bounded; when full, the clock algorithm drops what has not been used since its last round.
/// </summary>
internal sealed class VerifiedTokenCache(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<CredentialDigest, Entry> _entries = new();
    private readonly Entry?[] _clock = new Entry?[capacity];
    private readonly Lock _gate = new();
    private int _hand;

    public int Count => _entries.Count;

    /// <summary>The identity of a verified token that has not expired and whose key is still the issuer's. Allocates nothing.</summary>
    public bool TryGet(in CredentialDigest digest, [NotNullWhen(true)] out CallerIdentity? identity)
    {
        if (_entries.TryGetValue(digest, out var entry) && !entry.Key.IsRetired && time.GetUtcNow() < entry.ValidUntil)
        {
            // Written only when it changes, so that a token in use by all cores stays in their caches.
            if (!entry.IsUsed) entry.IsUsed = true;
            identity = entry.Identity;
            return true;
        }

        identity = null;
        return false;
    }

    /// <summary>Remembers a token until a time, or until its key is withdrawn.</summary>
    public void Add(in CredentialDigest digest, CallerIdentity identity, DateTimeOffset validUntil, VerificationKey key)
    {
        if (capacity == 0) return;
        lock (_gate)
        {
            var slot = _entries.TryGetValue(digest, out var old) ? old.Slot : Free();
            var entry = new Entry(digest, identity, validUntil, key, slot);
            _clock[slot] = entry;
            _entries[digest] = entry;
        }
    }

    // Ends after at most one round: each step either finds a slot or takes the mark that saves it in the next round.
    private int Free()
    {
        var now = time.GetUtcNow();
        for (var step = 0; ; step++)
        {
            var slot = _hand;
            _hand = (_hand + 1) % capacity;
            if (_clock[slot] is not { } entry) return slot;
            if (entry.IsUsed && step < MaxSteps && !entry.Key.IsRetired && now < entry.ValidUntil)
            {
                entry.IsUsed = false;
                continue;
            }

            _entries.TryRemove(entry.Digest, out _);
            return slot;
        }
    }

    // Bounds the time under the lock; past it, evicting a used entry costs one verification.
    private const int MaxSteps = 128;

    private sealed class Entry(CredentialDigest digest, CallerIdentity identity, DateTimeOffset validUntil, VerificationKey key, int slot)
    {
        private volatile bool _isUsed;

        public CredentialDigest Digest { get; } = digest;

        public CallerIdentity Identity { get; } = identity;

        public DateTimeOffset ValidUntil { get; } = validUntil;

        public VerificationKey Key { get; } = key;

        public int Slot { get; } = slot;

        public bool IsUsed
        {
            get => _isUsed;
            set => _isUsed = value;
        }
    }
}
