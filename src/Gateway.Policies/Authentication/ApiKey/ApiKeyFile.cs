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
        var document = Marked(File.Exists(path) ? Read() : new ApiKeyDocument { Keys = [] }, pepper);
        Write(changing, document with { Keys = [.. document.Keys, created.Entry] });
        return created;
    }

    /// <summary>Switches a key off and keeps its entry as a record; false when there is no such key.</summary>
    public bool Revoke(string id)
    {
        using var changing = FileChange.Begin(path);
        var document = Read();
        if (ApiKeyChange.Revoke(document.Keys, id) is not { } revoked) return false;
        Write(changing, document with { Keys = [.. document.Keys.Select(k => k.Id == revoked.Id ? revoked : k)] });
        return true;
    }

    /// <summary>Makes a key with the same consumer, roles, scopes and tier; the old one expires after the overlap. Null when there is no such enabled key.</summary>
    public CreatedApiKey? Rotate(string id, string prefix, string pepper, TimeSpan overlap)
    {
        using var changing = FileChange.Begin(path);
        var document = Marked(Read(), pepper);
        if (ApiKeyChange.Rotate(document.Keys, id, prefix, pepper, overlap, time.GetUtcNow()) is not { } rotation) return null;
        Write(changing, document with { Keys = [.. document.Keys.Select(k => k.Id == rotation.Ending.Id ? rotation.Ending : k), rotation.Created.Entry] });
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
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ApiKeyStoreException($"{path}: no such file; gateway keys create makes it", ApiKeyStoreProblem.Unavailable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyStoreException($"{path}: {error.Message}", ApiKeyStoreProblem.Unavailable);
        }

        return ApiKeyDocumentReader.Read(content, problems) ?? throw new ApiKeyStoreException($"{path}: {string.Join("; ", problems.Take(10))}");
    }

    // Before a key is made with the pepper: with another one than the gateway's it would be of no use, and a rotation would end the good one.
    private ApiKeyDocument Marked(ApiKeyDocument document, string pepper)
    {
        var bytes = ApiKeyHash.Pepper(pepper);
        return PepperCheck.Fits(document, bytes) ? document with { PepperCheck = PepperCheck.Of(bytes) } : throw new ApiKeyStoreException(
            $"{path}: found {ApiKeySets.WrongPepper}; allowed: that one; nothing was changed");
    }

    private static void Write(FileChange change, ApiKeyDocument document)
    {
        var content = ApiKeyDocumentReader.Write(document);
        // What the gateway would not load again must not take the place of what it does.
        var problems = new List<string>();
        if (content.Length > ApiKeyDocumentReader.MaxBytes) problems.Add($"found {content.Length} bytes; allowed: {ApiKeyDocumentReader.MaxBytes}");
        else ApiKeyDocumentReader.Read(content, problems);
        if (problems.Count > 0) throw new ApiKeyStoreException($"nothing was written: {string.Join("; ", problems.Take(10))}");
        change.Commit(content);
    }
}
