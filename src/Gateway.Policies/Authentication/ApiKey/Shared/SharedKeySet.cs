using System.Threading.Channels;
using Gateway.Policies.Redis;

namespace Gateway.Policies.Authentication.ApiKey.Shared;

/// <summary>
/// Follows a set in the shared store: looks at its head when somebody says that it changed, and twice a second because nobody may. What it knows
/// stays in use whatever becomes of the store.
/// </summary>
internal sealed class SharedKeySet : IDisposable
{
    /// <summary>How long a change may go unnoticed when notifications are lost.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // The head says nothing of records that somebody damaged behind it. Large sets are read less often: a whole one holds up limits behind it.
    private static readonly TimeSpan InspectInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan InspectIntervalPerKey = TimeSpan.FromMilliseconds(30);

    private readonly IKeySetStorage _storage;
    private readonly KeySetSettings _settings;
    private readonly KeySetKeeper _keeper;
    private readonly KeySetAlarm _alarm;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IDisposable _subscription;
    private readonly ITimer _timer;
    private string? _seen;
    private bool _isConfirmed;
    private long _inspectedAt;
    private TimeSpan _inspectIn;
    private long _confirmedAt;

    public SharedKeySet(KeySetSettings settings, IKeySetStorage storage, KeySetAlarm alarm, TimeProvider time, OpenedKeySet? known = null)
    {
        (_settings, _storage, _alarm, _time) = (settings, storage, alarm, time);
        _keeper = new KeySetKeeper(settings, storage, alarm, time, known);
        _confirmedAt = time.GetTimestamp();
        _subscription = storage.Subscribe(settings.StoredName, Look);
        _timer = time.CreateTimer(static s => ((SharedKeySet)s!).Look(), this, TimeSpan.Zero, PollInterval);
        _ = Task.Run(FollowAsync);
    }

    /// <summary>What requests are checked with.</summary>
    public CurrentApiKeys Keys => _keeper.Keys;

    /// <summary>The newest version that this replica has seen; null for none.</summary>
    public KeySetHead? Newest => _keeper.Known?.Head;

    /// <summary>The newest version itself; null for none.</summary>
    public OpenedKeySet? Known => _keeper.Known;

    public KeySetHealth Health => new(
        _settings.Scheme, _keeper.Known is not null, _keeper.Known?.Head.Version ?? 0, Keys.Keys?.Count ?? 0,
        _time.GetElapsedTime(Volatile.Read(ref _confirmedAt)), _keeper.Problem);

    public void Dispose()
    {
        _stopping.Cancel();
        _subscription.Dispose();
        _timer.Dispose();
        _looks.Writer.TryComplete();
    }

    // What was put back has to be seen before it is believed; what could not be is tried again.
    private TimeSpan InspectAfter(KeySetState state) => state switch
    {
        KeySetState.Restored => TimeSpan.Zero,
        KeySetState.Refused => KeySetKeeper.RestoreInterval,
        _ => TimeSpan.FromTicks(Math.Max(InspectInterval.Ticks, InspectIntervalPerKey.Ticks * (Keys.Keys?.Count ?? 0))),
    };

    private void Look() => _looks.Writer.TryWrite(true);

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var _ in _looks.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false)) await TryLookAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The set is not configured any more, or the process stops.
        }
    }

    private async Task TryLookAsync()
    {
        try
        {
            await LookAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Isolation boundary: whatever a set may do to its reader, the next one is read.
            _alarm.Refused(_settings.Scheme, "failed", error.GetType().Name);
        }
    }

    private async Task LookAsync()
    {
        var head = await _storage.ReadHeadAsync(_settings.StoredName).ConfigureAwait(false);
        if (!head.IsAnswer) return;
        if (head.Value != _seen || _time.GetElapsedTime(_inspectedAt) >= _inspectIn)
        {
            var stored = await _storage.ReadAsync(_settings.StoredName, _settings.MaxKeys).ConfigureAwait(false);
            if (stored.Value is null && stored.Failure is not StoreFailure.Invalid) return;
            var state = await _keeper.TakeAsync(head.Value!, stored.Value).ConfigureAwait(false);
            _isConfirmed = state is KeySetState.Confirmed;
            _seen = head.Value;
            _inspectedAt = _time.GetTimestamp();
            _inspectIn = InspectAfter(state);
        }

        if (_isConfirmed) Volatile.Write(ref _confirmedAt, _time.GetTimestamp());
    }
}
