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

/// <summary>A key file could not be read or changed; the message is for the operator.</summary>
internal sealed class ApiKeyFileException(string message) : Exception(message);

/// <summary>Manages a key file for <c>gateway keys</c>. A running gateway takes a change over with its next reload.</summary>
internal sealed class ApiKeyFile(string path, TimeProvider time)
{
    public IReadOnlyList<ApiKeyEntry> List() => Read().Keys;

    /// <summary>Makes a key and adds it; makes the file when there is none.</summary>
    public CreatedApiKey Create(string prefix, string pepper, NewApiKey key)
    {
        Check(prefix, pepper, key);
        using var changing = FileChange.Begin(path);
        var document = File.Exists(path) ? Read() : new ApiKeyDocument { Keys = [] };
        var created = Make(prefix, pepper, key);
        Write(changing, [.. document.Keys, created.Entry]);
        return created;
    }

    /// <summary>Switches a key off and keeps its entry as a record; false when there is no such key.</summary>
    public bool Revoke(string id)
    {
        using var changing = FileChange.Begin(path);
        var keys = Read().Keys;
        if (!keys.Any(k => string.Equals(k.Id, id, StringComparison.Ordinal))) return false;
        Write(changing, [.. keys.Select(k => string.Equals(k.Id, id, StringComparison.Ordinal) ? k with { Enabled = false } : k)]);
        return true;
    }

    /// <summary>Makes a key with the same consumer, roles, scopes and tier; the old one expires after the overlap. Null when there is no such enabled key.</summary>
    public CreatedApiKey? Rotate(string id, string prefix, string pepper, TimeSpan overlap)
    {
        using var changing = FileChange.Begin(path);
        var keys = Read().Keys;
        if (keys.FirstOrDefault(k => k.Enabled && string.Equals(k.Id, id, StringComparison.Ordinal)) is not { } old) return null;
        var successor = new NewApiKey(old.Consumer) { Roles = old.Roles, Scopes = old.Scopes, Tier = old.Tier, Note = old.Note };
        Check(prefix, pepper, successor);
        var created = Make(prefix, pepper, successor);
        var end = time.GetUtcNow() + overlap;
        var ending = old with { ExpiresAt = old.ExpiresAt < end ? old.ExpiresAt : end };
        Write(changing, [.. keys.Select(k => ReferenceEquals(k, old) ? ending : k), created.Entry]);
        return created;
    }

    private static void Check(string prefix, string pepper, NewApiKey key)
    {
        if (prefix.Length is 0 or > 16 || !prefix.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            throw new ApiKeyFileException($"found the prefix \"{prefix}\"; allowed: 1 to 16 lower-case letters and digits");
        if (ApiKeyHash.Pepper(pepper).Length < ApiKeyHash.MinPepperBytes)
            throw new ApiKeyFileException($"found a pepper of {ApiKeyHash.Pepper(pepper).Length} bytes; allowed: at least {ApiKeyHash.MinPepperBytes}");
        if (!ApiKeyDocumentReader.IsName(key.Consumer))
            throw new ApiKeyFileException("found no usable consumer; allowed: 1 to 128 printable ASCII characters without spaces around them");
        if (key.Roles.FirstOrDefault(static r => !ApiKeyDocumentReader.IsName(r)) is { } role)
            throw new ApiKeyFileException($"found the role \"{role}\"; allowed: 1 to 128 printable ASCII characters");
        if (key.Tier is not null && !ApiKeyDocumentReader.IsTier(key.Tier))
            throw new ApiKeyFileException($"found the tier \"{key.Tier}\"; allowed: {ApiKeyDocumentReader.TierForm}");
        if (key.Scopes.FirstOrDefault(static s => !ApiKeyDocumentReader.IsScope(s)) is { } scope)
            throw new ApiKeyFileException($"found the scope \"{scope}\"; allowed: printable ASCII without spaces, '\"' and '\\'");
    }

    private CreatedApiKey Make(string prefix, string pepper, NewApiKey key)
    {
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
            CreatedAt = time.GetUtcNow(),
            Note = key.Note,
        };
        return new CreatedApiKey(entry, text);
    }

    private ApiKeyDocument Read()
    {
        var problems = new List<string>();
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyFileException($"{path}: {error.Message}");
        }

        return ApiKeyDocumentReader.Read(content, problems) ?? throw new ApiKeyFileException($"{path}: {string.Join("; ", problems.Take(10))}");
    }

    private static void Write(FileChange change, IReadOnlyList<ApiKeyEntry> keys) => change.Commit(ApiKeyDocumentReader.Write(new ApiKeyDocument { Keys = keys }));
}
