using Gateway.Policies.Authentication.ApiKey.Shared;
using StackExchange.Redis;

namespace Gateway.Policies.Redis.Keys;

/// <summary>Sets of API keys in Redis. No request waits for these calls, so they may take longer than a decision; the breaker holds for them, too.</summary>
internal sealed class RedisKeySetStorage(RedisStore store) : IKeySetStorage
{
    private const int MaxBytesOfEmptySet = 4096;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Transfer = TimeSpan.FromSeconds(10);

    public string NameOf(string set) => $"{store.Options.Prefix}keys:{set}";

    public Task<StoreReply<string>> ReadHeadAsync(string set) => store.AskAsync(
        NameOf(set),
        static async (database, name) => (string)await EvaluateAsync(database, KeySetScript.ReadHead, name).ConfigureAwait(false), NameOf(set), Glance).AsTask();

    public Task<StoreReply<StoredKeySet>> ReadAsync(string set, int maxKeys) => store.AskAsync(
        NameOf(set),
        static async (database, state) => Parse((string[])await EvaluateAsync(
            database, KeySetScript.Read, state.Name, state.MaxFields, state.MaxBytes).ConfigureAwait(false)),
        (Name: NameOf(set), MaxFields: maxKeys + 2, MaxBytes: MaxBytesOfEmptySet + ((long)maxKeys * IKeySetStorage.MaxBytesPerKey)),
        Transfer).AsTask();

    public Task<StoreReply<bool>> WriteAsync(string set, string expectedHead, StoredKeySet next, IReadOnlyCollection<string>? removed)
    {
        var arguments = new List<RedisValue> { expectedHead, ChannelOf(set), removed?.Count ?? -1 };
        foreach (var id in removed ?? []) arguments.Add(id);
        arguments.AddRange([KeySetScript.HeadField, next.Head, KeySetScript.ListField, next.List]);
        foreach (var (id, record) in next.Records) arguments.AddRange([id, record]);
        return store.AskAsync(
            NameOf(set),
            static async (database, state) => (bool)await EvaluateAsync(database, KeySetScript.Write, state.Name, state.Arguments).ConfigureAwait(false),
            (Name: NameOf(set), Arguments: arguments.ToArray()),
            Transfer).AsTask();
    }

    public IDisposable Subscribe(string set, Action changed) => store.Subscribe(ChannelOf(set), changed);

    private string ChannelOf(string set) => $"{NameOf(set)}:changed";

    // EVAL as it is: these scripts run now and then, and need no cache that can be flushed.
    private static Task<RedisResult> EvaluateAsync(IDatabase database, string script, string name, params RedisValue[] arguments) =>
        database.ExecuteAsync("EVAL", [script, 1, (RedisKey)name, .. arguments.Select(static a => (object)a)], CommandFlags.DemandMaster);

    private static StoredKeySet Parse(string[] reply)
    {
        if (reply is ["!"]) throw new InvalidDataException("What is stored is no set of keys.");
        if (reply is not [{ Length: > 0 } head, .. var fields]) return StoredKeySet.None;
        var records = new Dictionary<string, string>(fields.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i + 1 < fields.Length; i += 2) records[fields[i]] = fields[i + 1];
        records.Remove(KeySetScript.HeadField);
        records.Remove(KeySetScript.ListField, out var list);
        return new(head, list ?? "", records) { IsPartial = records.Remove(KeySetScript.PartialField) };
    }
}
