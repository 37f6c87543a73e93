using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Redis;

namespace Gateway.UnitTests.Authentication.ApiKey.Shared;

/// <summary>A store in memory that anybody may write to.</summary>
internal sealed class MemoryStorage : IKeySetStorage
{
    public Dictionary<string, StoredKeySet> Sets { get; } = [];

    public StoreFailure Failure { get; set; }

    public int Writes { get; private set; }

    /// <summary>Runs before the next write, as somebody faster would.</summary>
    public Action? BeforeWrite { get; set; }

    public string NameOf(string set) => "gw:keys:" + set;

    public Task<StoreReply<string>> ReadHeadAsync(string set) => Reply(Get(set).Head);

    public Task<StoreReply<StoredKeySet>> ReadAsync(string set, int maxKeys) => Reply(Get(set));

    public Task<StoreReply<bool>> WriteAsync(string set, string expectedHead, StoredKeySet next, IReadOnlyCollection<string>? removed)
    {
        var before = BeforeWrite;
        BeforeWrite = null;
        before?.Invoke();
        if (Failure is not StoreFailure.None || Get(set).Head != expectedHead) return Reply(false);
        Writes++;
        var records = removed is null ? new Dictionary<string, string>() : Get(set).Records.Where(r => !removed.Contains(r.Key)).ToDictionary();
        foreach (var (id, record) in next.Records) records[id] = record;
        Sets[set] = next with { Records = records };
        return Reply(true);
    }

    public IDisposable Subscribe(string set, Action changed) => new MemoryStream();

    public StoredKeySet Get(string set) => Sets.GetValueOrDefault(set, StoredKeySet.None);

    /// <summary>Changes a record, or with null removes it, behind the gateway's back.</summary>
    public void Tamper(string set, string id, string? record)
    {
        var records = Get(set).Records.ToDictionary();
        if (record is null) records.Remove(id);
        else records[id] = record;
        Sets[set] = Get(set) with { Records = records };
    }

    private Task<StoreReply<T>> Reply<T>(T value) => Task.FromResult(Failure is StoreFailure.None ? new StoreReply<T>(value, StoreFailure.None) : new StoreReply<T>(Failure));
}
