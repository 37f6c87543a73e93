using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Authentication.ApiKey.Shared;

/// <summary>A store and replicas that keep a set of it.</summary>
internal sealed class SharedBench : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly KeySetSettings _settings;

    public SharedBench(int maxKeys = 100)
    {
        _services = new ServiceCollection().AddSingleton<TimeProvider>(Time).AddSingleton<IEventSink>(Events).AddMetrics().AddSingleton<ApiKeyMetrics>().AddSingleton<KeySetAlarm>().BuildServiceProvider();
        _settings = new KeySetSettings("partners", "gw", TestGateway.Pepper, maxKeys);
        Manager = Manage(static () => null);
    }

    public string Set => _settings.StoredName;

    public KeySetSettings Settings => _settings;

    public MemoryStorage Storage { get; } = new();

    public ManualTime Time { get; } = new();

    public RecordedEvents Events { get; } = new();

    /// <summary>What the command line does.</summary>
    public SharedApiKeyStore Manager { get; }

    public StoredKeySet Stored
    {
        get => Storage.Get(Set);
        set => Storage.Sets[Set] = value;
    }

    public SharedApiKeyStore Manage(Func<KeySetHead?> newest, int? maxKeys = null) => new(_settings with { MaxKeys = maxKeys ?? _settings.MaxKeys }, Storage, newest, Time);

    public KeySetKeeper Replica() => new(_settings, Storage, _services.GetRequiredService<KeySetAlarm>(), Time);

    /// <summary>The sets that a process follows.</summary>
    public SharedKeySets Sets() => new([Storage], _services.GetRequiredService<KeySetAlarm>(), _services.GetRequiredService<ApiKeyMetrics>(), Time);

    /// <summary>What a replica does when it looks.</summary>
    public async Task<bool> LookAsync(KeySetKeeper replica) => await replica.TakeAsync(Stored.Head, Stored) is KeySetState.Confirmed;

    public async Task<CreatedApiKey> CreateAsync(string consumer = "acme") => await Manager.CreateAsync(new NewApiKey(consumer) { Scopes = ["orders:read"] });

    /// <summary>What the key is answered with: the consumer, or the reason.</summary>
    public string? Ask(KeySetKeeper replica, CreatedApiKey key)
    {
        var outcome = replica.Keys.Verify(key.Text, Time.GetUtcNow());
        return outcome.Identity?.Consumer ?? outcome.FailureReason;
    }

    public void Dispose() => _services.Dispose();
}
