using System.Globalization;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>What a new key is for.</summary>
internal sealed record NewApiKey(string Consumer)
{
    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string? Tier { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }
}

/// <summary>A key that was just made. <see cref="Text"/> is shown once and stored nowhere.</summary>
internal sealed record CreatedApiKey(ApiKeyEntry Entry, string Text)
{
    // A record prints its members; this one must not end up in a log.
    public override string ToString() => $"API key {Entry.Id}";
}

/// <summary>A key with its successor.</summary>
internal sealed record ApiKeyRotation(ApiKeyEntry Ending, CreatedApiKey Created);

/// <summary>What changes of a set of keys come to, wherever the set is kept.</summary>
internal static class ApiKeyChange
{
    private const int MaxNames = 256;
    private const int MaxNoteLength = 512;

    /// <summary>Makes a key.</summary>
    /// <exception cref="ApiKeyStoreException">Prefix, pepper or what the key is for cannot be used.</exception>
    public static CreatedApiKey Create(string prefix, string pepper, NewApiKey key, DateTimeOffset now)
    {
        Check(prefix, pepper, key, now);
        var text = ApiKeyText.Create(prefix, out var id);
        var entry = new ApiKeyEntry
        {
            Id = id,
            Hash = ApiKeyHash.ComputeText(ApiKeyHash.Pepper(pepper), text),
            Consumer = key.Consumer,
            Roles = key.Roles,
            Scopes = key.Scopes,
            Tier = key.Tier,
            ExpiresAt = key.ExpiresAt,
            CreatedAt = now,
            Note = key.Note,
        };
        return new CreatedApiKey(entry, text);
    }

    /// <summary>The entry switched off; null when there is no such key. It stays as a record.</summary>
    public static ApiKeyEntry? Revoke(IReadOnlyList<ApiKeyEntry> keys, string id) =>
        keys.FirstOrDefault(k => string.Equals(k.Id, id, StringComparison.Ordinal)) is { } found ? found with { Enabled = false } : null;

    /// <summary>A key with the same consumer, roles, scopes, tier and expiry, and an end for the old one; null when there is no such key that works.</summary>
    public static ApiKeyRotation? Rotate(
        IReadOnlyList<ApiKeyEntry> keys, string id, string prefix, string pepper, TimeSpan overlap, DateTimeOffset now)
    {
        if (keys.FirstOrDefault(k => k.Enabled && !(k.ExpiresAt <= now) && string.Equals(k.Id, id, StringComparison.Ordinal)) is not { } old) return null;
        // The end, too, is one of the rights: a successor must not outlive what was granted.
        var successor = new NewApiKey(old.Consumer) { Roles = old.Roles, Scopes = old.Scopes, Tier = old.Tier, ExpiresAt = old.ExpiresAt, Note = old.Note };
        var created = Create(prefix, pepper, successor, now);
        var end = now + overlap;
        return new(old with { ExpiresAt = old.ExpiresAt < end ? old.ExpiresAt : end }, created);
    }

    private static void Check(string prefix, string pepper, NewApiKey key, DateTimeOffset now)
    {
        if (prefix.Length is 0 or > 16 || !prefix.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            throw new ApiKeyStoreException($"found the prefix \"{prefix}\"; allowed: 1 to 16 lower-case letters and digits");
        if (ApiKeyHash.Pepper(pepper).Length < ApiKeyHash.MinPepperBytes)
            throw new ApiKeyStoreException($"found a pepper of {ApiKeyHash.Pepper(pepper).Length} bytes; allowed: at least {ApiKeyHash.MinPepperBytes}");
        if (!ApiKeyDocumentReader.IsName(key.Consumer))
            throw new ApiKeyStoreException("found no usable consumer; allowed: 1 to 128 printable ASCII characters without spaces around them");
        // A list from JSON may hold null, whatever its type says.
        foreach (var role in key.Roles)
            if (!ApiKeyDocumentReader.IsName(role)) throw new ApiKeyStoreException($"found the role \"{role}\"; allowed: 1 to 128 printable ASCII characters");
        if (key.Tier is not null && !ApiKeyDocumentReader.IsTier(key.Tier))
            throw new ApiKeyStoreException($"found the tier \"{key.Tier}\"; allowed: {ApiKeyDocumentReader.TierForm}");
        foreach (var scope in key.Scopes)
            if (!ApiKeyDocumentReader.IsScope(scope)) throw new ApiKeyStoreException($"found the scope \"{scope}\"; allowed: printable ASCII without spaces, '\"' and '\\'");
        if (key.Roles.Count > MaxNames || key.Scopes.Count > MaxNames)
            throw new ApiKeyStoreException($"found {key.Roles.Count} roles and {key.Scopes.Count} scopes; allowed: at most {MaxNames} of each");
        if (key.ExpiresAt <= now)
            throw new ApiKeyStoreException(string.Create(CultureInfo.InvariantCulture, $"found the end {key.ExpiresAt:u}; allowed: a time in the future (now it is {now:u})"));
        if (key.Note?.Length > MaxNoteLength)
            throw new ApiKeyStoreException($"found a note of {key.Note.Length} characters; allowed: at most {MaxNoteLength}");
    }
}
