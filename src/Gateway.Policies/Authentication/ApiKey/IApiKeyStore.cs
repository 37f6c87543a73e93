namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>A set of keys as operators manage it, wherever it is kept. Everything throws <see cref="ApiKeyStoreException"/> with a message for them.</summary>
internal interface IApiKeyStore
{
    Task<IReadOnlyList<ApiKeyEntry>> ListAsync();

    /// <summary>Makes a key and adds it.</summary>
    Task<CreatedApiKey> CreateAsync(NewApiKey key);

    /// <summary>Makes a key with the same consumer, roles and scopes; the old one expires after the overlap. Null when there is no such enabled key.</summary>
    Task<CreatedApiKey?> RotateAsync(string id, TimeSpan overlap);

    /// <summary>Switches a key off and keeps its entry as a record; false when there is no such key.</summary>
    Task<bool> RevokeAsync(string id);
}

/// <summary>A set in a key file.</summary>
internal sealed class FileApiKeyStore(ApiKeyFile file, string prefix, string pepper) : IApiKeyStore
{
    public Task<IReadOnlyList<ApiKeyEntry>> ListAsync() => Task.Run(file.List);

    public Task<CreatedApiKey> CreateAsync(NewApiKey key) => Task.Run(() => file.Create(prefix, pepper, key));

    public Task<CreatedApiKey?> RotateAsync(string id, TimeSpan overlap) => Task.Run(() => file.Rotate(id, prefix, pepper, overlap));

    public Task<bool> RevokeAsync(string id) => Task.Run(() => file.Revoke(id));
}
