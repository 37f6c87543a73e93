using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>The keys of one set as they were when the configuration was loaded. Immutable.</summary>
internal sealed class ApiKeySet
{
    private readonly FrozenDictionary<string, StoredKey> _keys;
    private readonly FrozenDictionary<string, StoredKey>.AlternateLookup<ReadOnlySpan<char>> _byId;
    private readonly byte[] _pepper;
    private readonly string _prefix;

    // Compared in place of a key that does not exist, so that an unknown id takes the same time as a wrong secret.
    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(ApiKeyHash.Length);

    public ApiKeySet(string scheme, string prefix, byte[] pepper, ApiKeyDocument document)
    {
        _prefix = prefix;
        _pepper = pepper;
        _keys = document.Keys.ToFrozenDictionary(static e => e.Id, e => new StoredKey(ApiKeyHash.Parse(e.Hash)!, e.Enabled, e.ExpiresAt, Identify(scheme, e)), StringComparer.Ordinal);
        _byId = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _keys.Count;

    /// <summary>Whose key this is. What is wrong with a key is for the operator only, and only told when its secret is right.</summary>
    public AuthenticationOutcome Verify(string text, DateTimeOffset now)
    {
        if (!ApiKeyText.HasPrefix(text, _prefix)) return AuthenticationOutcome.NotMine;
        if (!ApiKeyText.TryGetId(text, _prefix, out var id)) return AuthenticationOutcome.Failure("api-key-malformed");
        var isKnown = _byId.TryGetValue(id, out var key);
        var isRight = IsRight(text, key);
        if (!isKnown) return AuthenticationOutcome.Failure("api-key-unknown");
        if (!isRight) return AuthenticationOutcome.Failure("api-key-wrong-secret");
        if (!key!.Enabled) return AuthenticationOutcome.Failure("api-key-revoked");
        return key.ExpiresAt <= now ? AuthenticationOutcome.Failure("api-key-expired") : AuthenticationOutcome.Success(key.Identity);
    }

    /// <summary>Whether there is such a key that is neither revoked nor expired.</summary>
    public bool Stands(string id, DateTimeOffset now) => _keys.TryGetValue(id, out var key) && key.Enabled && !(key.ExpiresAt <= now);

    // A secret that was right is remembered under its digest, so that the HMAC is computed once for each key; a wrong one costs the HMAC every time.
    private bool IsRight(string text, StoredKey? key)
    {
        if (!CredentialDigest.TryCompute(text, out var digest)) return false;
        if (key?.Verified is { } verified && verified.Digest == digest) return true;
        Span<byte> hash = stackalloc byte[ApiKeyHash.Length];
        ApiKeyHash.Compute(_pepper, text, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash, key?.Hash ?? _nobody)) return false;
        // Nobody's hash is random: without a key nothing gets here.
        key?.Verified = new VerifiedSecret(digest);
        return key is not null;
    }

    private static CallerIdentity Identify(string scheme, ApiKeyEntry entry)
    {
        var claims = new List<Claim> { new("sub", entry.Consumer), new("key_id", entry.Id) };
        claims.AddRange(entry.Scopes.Select(static s => new Claim("scope", s)));
        claims.AddRange(entry.Roles.Select(static r => new Claim("roles", r)));
        if (entry.Tier is { } tier) claims.Add(new Claim("tier", tier));
        return new CallerIdentity
        {
            Principal = new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, "sub", "roles")),
            Scheme = scheme,
            Consumer = entry.Consumer,
            Scopes = entry.Scopes.ToFrozenSet(StringComparer.Ordinal),
            Roles = entry.Roles.ToFrozenSet(StringComparer.Ordinal),
            Tier = entry.Tier,
            ExpiresAt = entry.ExpiresAt,
        };
    }

    private sealed record StoredKey(byte[] Hash, bool Enabled, DateTimeOffset? ExpiresAt, CallerIdentity Identity)
    {
        private volatile VerifiedSecret? _verified;

        public VerifiedSecret? Verified
        {
            get => _verified;
            set => _verified = value;
        }
    }

    // An object, so that it is read and written whole.
    private sealed record VerifiedSecret(CredentialDigest Digest);
}
