using System.Globalization;
using Gateway.Policies.Redis;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>What was made of what the store holds.</summary>
internal enum KeySetState
{
    /// <summary>It holds, whole, the version that is known now.</summary>
    Confirmed,

    /// <summary>It did not, and has been written.</summary>
    Restored,

    /// <summary>It does not.</summary>
    Refused,
}

/// <summary>
/// Decides what becomes of what the store holds: a newer version is taken over, anything lesser is refused and replaced by what is known. So whoever
/// can write to the store takes no key away from a running replica and brings none back.
/// </summary>
internal sealed class KeySetKeeper
{
    /// <summary>How often a set is put back at most: an attacker who writes all the time must not make us write all the time.</summary>
    public static readonly TimeSpan RestoreInterval = TimeSpan.FromSeconds(5);

    private readonly KeySetSettings _settings;
    private readonly IKeySetStorage _storage;
    private readonly KeySetAlarm _alarm;
    private readonly KeySetSeal _seal;
    private readonly TimeProvider _time;
    private volatile OpenedKeySet? _known;
    private volatile string? _problem;
    private long _restoredAt;
    private bool _hasRestored;

    /// <param name="settings">The set.</param>
    /// <param name="storage">Where it is.</param>
    /// <param name="alarm">Told what becomes of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="known">What is known of the same stored set already: a change of the settings forgets nothing.</param>
    public KeySetKeeper(KeySetSettings settings, IKeySetStorage storage, KeySetAlarm alarm, TimeProvider time, OpenedKeySet? known = null)
    {
        (_settings, _storage, _alarm, _time) = (settings, storage, alarm, time);
        _seal = new KeySetSeal(ApiKeyHash.Pepper(settings.Pepper), storage.NameOf(settings.StoredName));
        Keys = new CurrentApiKeys(settings.Prefix, null);
        if (known is not null) Use(known);
    }

    public CurrentApiKeys Keys { get; }

    /// <summary>The version in use; null before the first.</summary>
    public OpenedKeySet? Known => _known;

    /// <summary>What is wrong with what the store holds; null when nothing is.</summary>
    public string? Problem => _problem;

    /// <summary>Takes over what the store holds, or puts back what it should hold.</summary>
    /// <param name="head">The head that the store had.</param>
    /// <param name="stored">The whole set; null when it is no set at all.</param>
    public async Task<KeySetState> TakeAsync(string head, StoredKeySet? stored)
    {
        if (stored is null) return await RefuseAsync(head, "unreadable", "it is no set of keys").ConfigureAwait(false);
        if (stored.IsAbsent) return await RefuseAsync(stored.Head, "absent", "there is none").ConfigureAwait(false);
        if (OpenedKeySet.Open(stored, _seal, _known) is not { } opened)
            return await RefuseAsync(stored.Head, "mac-invalid", "no gateway wrote it here").ConfigureAwait(false);
        if (opened.Listed.Count > _settings.MaxKeys) return RefuseGenuine(opened.Listed.Count);
        if (stored.IsPartial) return await RefuseAsync(stored.Head, "unreadable", "it is larger than a set can be").ConfigureAwait(false);
        if (opened.Head.IsLesserThan(_known?.Head))
        {
            var versions = string.Create(CultureInfo.InvariantCulture, $"version {opened.Head.Version} after {_known!.Head.Version}");
            return await RefuseAsync(stored.Head, "rollback", versions).ConfigureAwait(false);
        }

        if (opened.Head != _known?.Head || opened.Entries.Count > _known.Entries.Count) Use(opened);
        if (opened.Refused.Count == 0)
        {
            _problem = null;
            return KeySetState.Confirmed;
        }

        _problem = "damaged-records";
        _alarm.Refused(_settings.Scheme, opened.Refused);
        // A replica that lacks records itself would take away what another one puts back.
        return _known!.Entries.Count == _known.Listed.Count ? await RestoreAsync(stored.Head).ConfigureAwait(false) : KeySetState.Refused;
    }

    // What another replica with a larger MaxKeys wrote is not to be undone.
    private KeySetState RefuseGenuine(int count)
    {
        _problem = "too-large";
        _alarm.Refused(_settings.Scheme, _problem, string.Create(CultureInfo.InvariantCulture, $"{count} keys; allowed: MaxKeys {_settings.MaxKeys}"));
        return KeySetState.Refused;
    }

    private void Use(OpenedKeySet opened)
    {
        var keys = new ApiKeySet(_settings.Scheme, _settings.Prefix, ApiKeyHash.Pepper(_settings.Pepper), new ApiKeyDocument { Keys = opened.Entries });
        _known = opened;
        Keys.Keys = keys;
        _alarm.Loaded(_settings.Scheme, opened);
    }

    private async Task<KeySetState> RefuseAsync(string head, string problem, string note)
    {
        // Nobody has made a key yet; what nobody can use raises no alarm.
        if (problem != "absent" || _known is not null) _alarm.Refused(_settings.Scheme, problem, note);
        _problem = problem;
        return await RestoreAsync(head).ConfigureAwait(false);
    }

    private async Task<KeySetState> RestoreAsync(string head)
    {
        if (_known is not { } known || (_hasRestored && _time.GetElapsedTime(_restoredAt) < RestoreInterval)) return KeySetState.Refused;
        (_hasRestored, _restoredAt) = (true, _time.GetTimestamp());
        var written = await _storage.WriteAsync(_settings.StoredName, head, known.Stored, removed: null).ConfigureAwait(false);
        if (written is { IsAnswer: true, Value: true }) _alarm.Restored(_settings.Scheme, known);
        else if (!written.IsAnswer) _alarm.NotRestored(_settings.Scheme, RedisMetrics.Name(written.Failure));
        return written.IsAnswer ? KeySetState.Restored : KeySetState.Refused;
    }
}
