using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>Finds the keys of a configured set, to check requests with and to manage, wherever the set is kept.</summary>
internal sealed class ApiKeyStores(ApiKeySets files, SharedKeySets shared, IEnumerable<IKeySetStorage> storages, TimeProvider time)
{
    private readonly IKeySetStorage? _storage = storages.FirstOrDefault();

    /// <summary>The keys of a set of a configuration that has been validated.</summary>
    public CurrentApiKeys Get(string name, GatewayOptions gateway)
    {
        var options = gateway.ApiKeys[name];
        return options.Store is ApiKeyStoreKind.Redis
            ? shared.GetOrCreate(KeySetSettings.Of(name, options)).Keys
            : new CurrentApiKeys(options.Prefix, files.Get(name, gateway));
    }

    /// <summary>The set as operators manage it.</summary>
    /// <exception cref="ApiKeyStoreException">The set is in Redis, and there was no Gateway:Redis at the start.</exception>
    public IApiKeyStore Manage(string name, GatewayOptions gateway)
    {
        var options = gateway.ApiKeys[name];
        if (options.Store is ApiKeyStoreKind.File) return new FileApiKeyStore(new ApiKeyFile(options.Path, time), options.Prefix, options.Pepper);
        if (_storage is null) throw new ApiKeyStoreException("Gateway:Redis was not there at the start: restart the gateway", ApiKeyStoreProblem.Unavailable);
        var set = shared.GetOrCreate(KeySetSettings.Of(name, options));
        return new SharedApiKeyStore(KeySetSettings.Of(name, options), _storage, () => set.Newest, time);
    }
}
