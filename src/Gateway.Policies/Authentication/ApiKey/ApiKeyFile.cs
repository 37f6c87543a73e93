namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>A key file and its changes. A running gateway takes a change over with its next reload.</summary>
internal sealed class ApiKeyFile(string path, TimeProvider time)
{
    public IReadOnlyList<ApiKeyEntry> List() => Read().Keys;

    /// <summary>Makes a key and adds it; makes the file when there is none.</summary>
    public CreatedApiKey Create(string prefix, string pepper, NewApiKey key)
    {
        var created = ApiKeyChange.Create(prefix, pepper, key, time.GetUtcNow());
        using var changing = FileChange.Begin(path);
        var document = File.Exists(path) ? Read() : new ApiKeyDocument { Keys = [] };
        Write(changing, [.. document.Keys, created.Entry]);
        return created;
    }

    /// <summary>Switches a key off and keeps its entry as a record; false when there is no such key.</summary>
    public bool Revoke(string id)
    {
        using var changing = FileChange.Begin(path);
        var keys = Read().Keys;
        if (ApiKeyChange.Revoke(keys, id) is not { } revoked) return false;
        Write(changing, [.. keys.Select(k => k.Id == revoked.Id ? revoked : k)]);
        return true;
    }

    /// <summary>Makes a key with the same consumer, roles, scopes and tier; the old one expires after the overlap. Null when there is no such enabled key.</summary>
    public CreatedApiKey? Rotate(string id, string prefix, string pepper, TimeSpan overlap)
    {
        using var changing = FileChange.Begin(path);
        var keys = Read().Keys;
        if (ApiKeyChange.Rotate(keys, id, prefix, pepper, overlap, time.GetUtcNow()) is not { } rotation) return null;
        Write(changing, [.. keys.Select(k => k.Id == rotation.Ending.Id ? rotation.Ending : k), rotation.Created.Entry]);
        return rotation.Created;
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
            throw new ApiKeyStoreException($"{path}: {error.Message}", ApiKeyStoreProblem.Unavailable);
        }

        return ApiKeyDocumentReader.Read(content, problems) ?? throw new ApiKeyStoreException($"{path}: {string.Join("; ", problems.Take(10))}");
    }

    private static void Write(FileChange change, IReadOnlyList<ApiKeyEntry> keys)
    {
        var content = ApiKeyDocumentReader.Write(new ApiKeyDocument { Keys = keys });
        // What the gateway would not load again must not take the place of what it does.
        var problems = new List<string>();
        if (content.Length > ApiKeyDocumentReader.MaxBytes) problems.Add($"found {content.Length} bytes; allowed: {ApiKeyDocumentReader.MaxBytes}");
        else ApiKeyDocumentReader.Read(content, problems);
        if (problems.Count > 0) throw new ApiKeyStoreException($"nothing was written: {string.Join("; ", problems.Take(10))}");
        change.Commit(content);
    }
}
