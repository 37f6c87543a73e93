using System.Globalization;
using System.Text;
using Gateway.Policies.Redis;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>Manages a set in Redis: reads it, checks it, and writes the next version if nobody was faster.</summary>
/// <param name="settings">The set.</param>
/// <param name="storage">Where it is.</param>
/// <param name="newest">The newest version that this process has seen: a change is never based on an older one.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedApiKeyStore(KeySetSettings settings, IKeySetStorage storage, Func<KeySetHead?> newest, TimeProvider time) : IApiKeyStore
{
    private const int Attempts = 5;

    private readonly KeySetSeal _seal = new(ApiKeyHash.Pepper(settings.Pepper), storage.NameOf(settings.StoredName));

    public async Task<IReadOnlyList<ApiKeyEntry>> ListAsync() => (await ReadAsync().ConfigureAwait(false)).Opened?.Entries ?? [];

    public async Task<CreatedApiKey> CreateAsync(NewApiKey key)
    {
        var created = ApiKeyChange.Create(settings.Prefix, settings.Pepper, key, time.GetUtcNow());
        await ChangeAsync(_ => new([created.Entry])).ConfigureAwait(false);
        return created;
    }

    public async Task<CreatedApiKey?> RotateAsync(string id, TimeSpan overlap)
    {
        CreatedApiKey? created = null;
        await ChangeAsync(set =>
        {
            var rotation = ApiKeyChange.Rotate(set?.Entries ?? [], id, settings.Prefix, settings.Pepper, overlap, time.GetUtcNow());
            created = rotation?.Created;
            return rotation is null ? null : new([rotation.Ending, rotation.Created.Entry]);
        }).ConfigureAwait(false);
        return created;
    }

    // A key whose record was deleted or damaged by somebody else may still be good on replicas that know it: it is taken off the list.
    public Task<bool> RevokeAsync(string id) => ChangeAsync(set =>
        ApiKeyChange.Revoke(set?.Entries ?? [], id) is { } revoked ? new([revoked])
        : set?.Listed.ContainsKey(id) is true ? new([]) { Removed = [id] }
        : null);

    // False when there is nothing to change.
    private async Task<bool> ChangeAsync(Func<OpenedKeySet?, Change?> change)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (head, before) = await ReadAsync().ConfigureAwait(false);
            if (change(before) is not { } wanted) return false;
            IReadOnlyList<string> removed = [.. wanted.Removed, .. MakeRoom(before, wanted.Entries)];
            var next = OpenedKeySet.Next(before, wanted.Entries, removed, _seal);
            foreach (var record in next.Records.Values) CheckSize(record);
            var written = await storage.WriteAsync(settings.StoredName, head, next, removed).ConfigureAwait(false);
            if (!written.IsAnswer) throw Unavailable(written.Failure, written.Detail, "it is not known whether the change was made; list the keys");
            if (written.Value) return true;
        }

        throw new ApiKeyStoreException($"{settings.Scheme}: others changed the set at the same time; try again", ApiKeyStoreProblem.Unavailable);
    }

    // What is larger could make the whole set too large to be read.
    private void CheckSize(string record)
    {
        var bytes = Encoding.UTF8.GetByteCount(record);
        if (bytes > IKeySetStorage.MaxBytesPerKey)
        {
            throw new ApiKeyStoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"{settings.Scheme}: found a key of {bytes} bytes with its roles, scopes and note; allowed: {IKeySetStorage.MaxBytesPerKey}"));
        }
    }

    private async Task<(string Head, OpenedKeySet? Opened)> ReadAsync()
    {
        var stored = await storage.ReadAsync(settings.StoredName, settings.MaxKeys).ConfigureAwait(false);
        if (stored.Failure is StoreFailure.Invalid)
            throw new ApiKeyStoreException($"{settings.Scheme}: Redis has something else under {storage.NameOf(settings.StoredName)}, which is no set of keys");
        if (stored.Value is not { } set) throw Unavailable(stored.Failure, stored.Detail, "nothing was changed");
        var opened = set.IsAbsent ? null : OpenedKeySet.Open(set, _seal) ?? throw new ApiKeyStoreException(
            $"{settings.Scheme}: what Redis has under {storage.NameOf(settings.StoredName)} was not written by a gateway; nothing was changed");
        if (set.IsPartial || opened?.Listed.Count > settings.MaxKeys)
            throw new ApiKeyStoreException($"{settings.Scheme}: Redis has more under {storage.NameOf(settings.StoredName)} than MaxKeys {settings.MaxKeys} allows");
        if (newest() is { } known && (opened is null || opened.Head.IsLesserThan(known)))
            throw new ApiKeyStoreException($"{settings.Scheme}: Redis has an older set than this gateway knows, which is being put back; try again", ApiKeyStoreProblem.Unavailable);
        return (set.Head, opened);
    }

    // Keys that are no use any more make room, the oldest first.
    private List<string> MakeRoom(OpenedKeySet? before, IReadOnlyList<ApiKeyEntry> changed)
    {
        if (before is null) return [];
        var excess = before.Listed.Count + changed.Count(c => !before.Listed.ContainsKey(c.Id)) - settings.MaxKeys;
        if (excess <= 0) return [];
        var now = time.GetUtcNow();
        List<string> removed =
        [
            .. before.Entries.Where(k => (!k.Enabled || k.ExpiresAt <= now) && changed.All(c => c.Id != k.Id)).OrderBy(static k => k.CreatedAt).Take(excess).Select(static k => k.Id),
        ];
        return removed.Count == excess ? removed : throw new ApiKeyStoreException(
            string.Create(CultureInfo.InvariantCulture, $"{settings.Scheme}: found {before.Listed.Count} keys; allowed: MaxKeys {settings.MaxKeys}. Revoke some, or raise it."),
            ApiKeyStoreProblem.Full);
    }

    private sealed record Change(IReadOnlyList<ApiKeyEntry> Entries)
    {
        public IReadOnlyList<string> Removed { get; init; } = [];
    }

    private ApiKeyStoreException Unavailable(StoreFailure failure, string? detail, string what) => new(
        $"{settings.Scheme}: Redis does not answer ({RedisMetrics.Name(failure)}{(detail is null ? "" : " " + detail)}); {what}", ApiKeyStoreProblem.Unavailable);
}
